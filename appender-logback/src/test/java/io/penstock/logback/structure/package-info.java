/**
 * The differential kit for structure: the same calls to an encoder of logstash-logback-encoder once plain and once behind
 * the proxy, everything that was handed over changed after the call; the plain output is the right one.
 *
 * <p>{@code Encoders} times {@code Calls} times {@code Values}, on each supported release of the library: a further row
 * costs a line in one of them. Releases that write with Jackson 2 run in a class loader of their own.
 */
package io.penstock.logback.structure;
