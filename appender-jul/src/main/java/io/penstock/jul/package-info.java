/**
 * The java.util.logging side: what happens on the caller's thread, what the drain thread hands to the wrapped handlers,
 * and the settings of {@code logging.properties}.
 *
 * <pre>
 *  caller:  RingHandler → RecordIntake: level and filter of the wrapped handlers that ask → freeze → RecordSlot
 *  drain:   AsyncProxyHandler: RecordSlot → LogRecord → RecordBatch, or one Handler.publish each
 *           TcpHandler:        RecordSlot → RecordTexts → TcpSink
 * </pre>
 *
 * <p>Users meet {@link io.penstock.jul.AsyncProxyHandler}, {@link io.penstock.jul.TcpHandler}, {@link
 * io.penstock.jul.NamedProxies} and {@link io.penstock.jul.Penstock}.
 */
@NullMarked
package io.penstock.jul;

import org.jspecify.annotations.NullMarked;
