/**
 * The questions, one class each, and the suite that asks them all.
 *
 * <pre>
 *   BenchmarkSuite ──▶ Question ──▶ Fork: one process per contender and round, contenders alternating
 *                         │            └─▶ result.properties, histograms
 *                         └──▶ Section: table, lost lines, targets met or missed ──▶ results/&lt;name&gt;/
 * </pre>
 *
 * <p>Ratios between contenders of the same run are the claim; the absolute figures only illustrate it. Rows that we lose stay.
 */
@NullMarked
package io.penstock.benchmark;

import org.jspecify.annotations.NullMarked;
