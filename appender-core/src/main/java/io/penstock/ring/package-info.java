/**
 * The ring between the application's threads and the drain thread, and all that happens at its two ends.
 *
 * <pre>
 *  application threads                                drain thread
 *  admits → (freeze) → claim → fill → publish          poll → commands → deliver → end of batch → flush barriers → nap
 *            │           │         │                     │ a Throwable of the sink: count, report, go on
 *            │           │         └ AdmissionStage
 *            │           └ Claims: slots and bytes
 *            └ full: SpaceWaiters, or drop and count
 * </pre>
 *
 * <p>{@link io.penstock.ring.AsyncRing} is what hosts see, and what a caller meets. Behind it stand
 * {@link io.penstock.ring.Claims} (slots and bytes), {@link io.penstock.ring.SpaceWaiters} (waiting for room),
 * {@link io.penstock.ring.Arrivals} (waiting for what was published), {@link io.penstock.ring.Commands} (what runs between
 * two events), {@link io.penstock.ring.RingLife} (start, stop and end), {@link io.penstock.ring.RingBooks} (what became of
 * the events), {@link io.penstock.ring.DrainLoop} and {@link io.penstock.ring.DrainThread}.
 *
 * <p>Once the JVM shutdown has begun, publish waits until the event has arrived: see {@link io.penstock.ring.EndOfProcess}.
 *
 * <p>This is the only package that knows the Disruptor.
 */
@NullMarked
package io.penstock.ring;

import org.jspecify.annotations.NullMarked;
