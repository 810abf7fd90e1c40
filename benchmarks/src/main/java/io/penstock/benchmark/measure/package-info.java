/**
 * How something is measured: a process of its own for each contender, calls at a fixed pace, threads that log, processor time by
 * thread, and the wait until the JVM's own compiler is quiet.
 *
 * <p>{@link io.penstock.benchmark.measure.Run} is one run of the suite; it starts the measuring processes through
 * {@link io.penstock.benchmark.measure.Fork} and keeps what they write.
 */
@NullMarked
package io.penstock.benchmark.measure;

import org.jspecify.annotations.NullMarked;
