/**
 * The Logback side: what users name in a configuration, its settings, and what an appender opens at start; the stages of an
 * event's life lie in the packages below, which know nothing of this one.
 *
 * <pre>
 *  caller:  RingAppender, or FastLane before there is an event ─► capture: EventIntake ─► freeze ─► EventSlot
 *  drain:   AsyncProxyAppender, ProxyOutput:  EventSlot ─► wrap: WrappedAppenders ─► encode, or Appender.doAppend
 *           TcpAppender, SenderOutput:        EventSlot ─► LoggedEvents ─► the protocol's record ─► TcpSink
 *
 *  appenders ─► wrap ─► encode ─► capture ─► freeze      who knows whom; appenders know all of them
 * </pre>
 *
 * <p>Users meet {@link io.penstock.logback.AsyncProxyAppender}, {@link io.penstock.logback.TcpAppender}, {@link
 * io.penstock.logback.TlsConfiguration}, {@link io.penstock.logback.FastLane}, {@link
 * io.penstock.logback.PenstockPatternEncoder} and {@link io.penstock.logback.PenstockJsonEncoder}.
 */
@NullMarked
package io.penstock.logback;

import org.jspecify.annotations.NullMarked;
