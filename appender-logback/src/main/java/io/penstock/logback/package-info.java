/**
 * The Logback side: what happens on the caller's thread, what the drain thread makes of it, and the settings that Joran
 * hands over.
 *
 * <pre>
 *  caller:  RingAppender, or FastLane before there is an event → EventIntake: filters → freeze → EventSlot
 *  drain:   AsyncProxyAppender: EventSlot → FrozenEvent → WrappedAppender → LineBatch, or one Appender.doAppend each
 *           TcpAppender:        EventSlot → SlotView → EncodedEvents or SyslogEvents → TcpSink
 *  lines:   EventText: PatternLine or JsonLine into a buffer, or an encoder's own array
 * </pre>
 *
 * <p>Users meet {@link io.penstock.logback.AsyncProxyAppender}, {@link io.penstock.logback.TcpAppender}, {@link
 * io.penstock.logback.TlsConfiguration}, {@link io.penstock.logback.FastLane}, {@link
 * io.penstock.logback.PenstockPatternEncoder} and {@link io.penstock.logback.PenstockJsonEncoder}.
 */
@NullMarked
package io.penstock.logback;

import org.jspecify.annotations.NullMarked;
