/**
 * The questions, one class each, and the suite that asks them all.
 *
 * <pre>
 *   BenchmarkSuite, or the main of one question ──▶ Survey ──▶ Question ──▶ Fork: one process per contender and round
 *                                                     │           │            └─▶ result.properties, histograms
 *                                                     │           └──▶ Section: table, lost lines, targets met or missed
 *                                                     └──▶ results/&lt;name&gt;/
 * </pre>
 *
 * <p>Each question has a {@code main} of its own, and the JMH benchmarks are questions, too.
 */
@NullMarked
package io.penstock.benchmark.questions;

import org.jspecify.annotations.NullMarked;
