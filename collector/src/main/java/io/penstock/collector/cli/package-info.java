/**
 * The commands: {@code java -jar collector.jar serve | write | read | tail | stats | config | check}.
 */
@NullMarked
package io.penstock.collector.cli;

import org.jspecify.annotations.NullMarked;
