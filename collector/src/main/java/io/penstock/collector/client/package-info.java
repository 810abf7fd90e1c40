/**
 * A client of the collector for Java programs, on the JDK alone.
 */
@NullMarked
package io.penstock.collector.client;

import org.jspecify.annotations.NullMarked;
