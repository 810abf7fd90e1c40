/**
 * What an asynchronous appender should withstand, as cases that run against any of them. {@link
 * io.penstock.logback.conformance.ConformanceTest} holds Penstock to all of it, {@link
 * io.penstock.logback.conformance.ConformanceReport} shows the others, too.
 *
 * <p>A subject may hang or lose its threads; so every log call runs on a daemon thread with a time limit, and a thread
 * that does not come back is left behind.
 */
package io.penstock.logback.conformance;
