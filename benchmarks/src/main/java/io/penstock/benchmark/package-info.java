/**
 * The benchmarks: what a logging call costs with Penstock and with its rivals, and what each of them lost.
 *
 * <pre>
 *   questions ──▶ documentation ──▶ report ──▶ measure ──▶ figures
 *       │              └──▶ plot ─────────────────────────────▲
 *       ├──▶ contenders   the ways of logging that are compared
 *       └──▶ wire         what stands at the other end of a sender's connection
 *   demo                  a program with a workload, to look at
 * </pre>
 *
 * <p>No package depends on one to its left. Ratios between contenders of the same run are the claim; the absolute figures only
 * illustrate it. Rows that we lose stay.
 */
@NullMarked
package io.penstock.benchmark;

import org.jspecify.annotations.NullMarked;
