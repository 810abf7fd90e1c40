/**
 * The seam between the ring and whatever takes its events: what the drain thread drives, what is counted and what is told.
 *
 * <pre>
 *  ring ──deliver, end of batch, flush──▶ Sink ──▶ a wrapped appender, or tcp
 *    │                                     │
 *    ├─ SinkTraits  what never changes     ├─ Tally      what became of the events
 *    │   ├─ Sleeper  how to nap            └─ Announcer  the host's status channel
 *    │   └─ Echoes   what is passed on
 *    └─ LossReport  what was dropped
 * </pre>
 *
 * <p>A stage between the two is a {@link io.penstock.sink.Sink} that passes calls on to another one. This package knows
 * neither the ring nor what stands behind a sink. A sink is confined to the drain thread.
 */
@NullMarked
package io.penstock.sink;

import org.jspecify.annotations.NullMarked;
