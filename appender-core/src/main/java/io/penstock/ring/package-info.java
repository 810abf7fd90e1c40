/**
 * The ring between the application's threads and the drain thread, and all that happens at its two ends.
 *
 * <pre>
 *  application threads                          drain thread
 *  admits → (freeze) → claim → fill → publish   poll → deliver → end of batch → flush barriers → nap
 *            │ full: wait, or drop and count      │ a Throwable of the sink: count, report, go on
 * </pre>
 *
 * <p>Once the process ends, publish waits for deliver: see {@link io.penstock.ring.EndOfProcess}.
 *
 * <p>This is the only package that knows the Disruptor.
 */
@NullMarked
package io.penstock.ring;

import org.jspecify.annotations.NullMarked;
