/**
 * An asynchronous proxy in front of any Logback appender.
 */
@NullMarked
package io.penstock.logback;

import org.jspecify.annotations.NullMarked;
