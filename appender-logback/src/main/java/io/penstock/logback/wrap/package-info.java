/**
 * Driving wrapped appenders: what a proxy takes from them and gives back, and how the drain thread hands them events, or
 * the lines of many events at a time, and learns whether they were written.
 *
 * <pre>
 *  caller:  filters, moved into Takeover, are asked
 *  drain:   EventSlot ─► WrappedAppenders ─► WrappedAppender each ─┬─► Appender.doAppend(FrozenEvent)
 *                                              │                   └─► LineBatch ─► doAppend(LinesEvent) once per batch
 *                                              ▼
 *           did it fail?  StatusWitness, WatchedEncoder, the health of its stream ─► DeliveryException
 * </pre>
 */
@NullMarked
package io.penstock.logback.wrap;

import org.jspecify.annotations.NullMarked;
