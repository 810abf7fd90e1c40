/**
 * A client of the collector for Java programs, on the JDK alone: {@link io.penstock.collector.client.Writer} and {@link
 * io.penstock.collector.client.Scanner}, and the connection below both.
 *
 * <p>Beside itself it uses the form of checkpoints ({@code log}), and no library.
 */
@NullMarked
package io.penstock.collector.client;

import org.jspecify.annotations.NullMarked;
