/**
 * Driving wrapped handlers: what a proxy takes from them and gives back, and how the drain thread hands them records, or the
 * lines of many records at a time, and learns whether they were written.
 *
 * <pre>
 *  caller:  level and filter, moved into Takeover, are asked
 *  drain:   RecordSlot ─► WrappedHandlers ─► WrappedHandler each ─┬─► Handler.publish(LogRecord)
 *                                              │                  └─► LineBatch ─► publish(LinesRecord) once per batch
 *                                              ▼
 *           did it fail?  ErrorWitness, a handler that refuses ─► DeliveryException
 *  setters: HandlerChanges, through the ring ─► every wrapped handler
 * </pre>
 */
@NullMarked
package io.penstock.jul.wrap;

import org.jspecify.annotations.NullMarked;
