/**
 * The seam between the ring and whatever takes its events: what the drain thread drives, what is counted and what is told.
 *
 * <pre>
 *  ring ──deliver, end of batch, flush──▶ Sink ──▶ a wrapped appender, or tcp
 *                                          │
 *                                          ├─ Tally      what became of the events
 *                                          ├─ Sleeper    how the drain thread naps
 *                                          └─ Announcer  the host's status channel
 * </pre>
 *
 * <p>It knows neither the ring nor what stands behind a sink. A sink is confined to the drain thread.
 */
@NullMarked
package io.penstock.sink;

import org.jspecify.annotations.NullMarked;
