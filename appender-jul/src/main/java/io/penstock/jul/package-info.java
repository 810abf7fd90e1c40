/**
 * The java.util.logging side: what users name in a configuration, and what a handler opens when it begins. The stages of an
 * event's life lie in the packages below, which know nothing of this one.
 *
 * <pre>
 *  caller:  RingHandler ─► capture: RecordIntake ─► freeze ─► RecordSlot
 *  drain:   AsyncProxyHandler, ProxyOutput:  RecordSlot ─► wrap: WrappedHandlers ─► format, or Handler.publish each
 *           TcpHandler, SenderOutput:        RecordSlot ─► format: LoggedRecords ─► the protocol's record ─► TcpSink
 *
 *  handlers ─► wrap ─► format ─► capture          who knows whom; handlers know all of them
 *  handlers ─► settings ─► freeze ─► format
 * </pre>
 *
 * <p>Users meet {@link io.penstock.jul.AsyncProxyHandler}, {@link io.penstock.jul.TcpHandler}, {@link
 * io.penstock.jul.NamedProxies} and {@link io.penstock.jul.Penstock}.
 */
@NullMarked
package io.penstock.jul;

import org.jspecify.annotations.NullMarked;
