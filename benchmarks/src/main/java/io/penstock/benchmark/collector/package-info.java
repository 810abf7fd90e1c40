/**
 * The speed of the collector: records that were encoded beforehand are replayed by many connections into it and into what a user would pick instead,
 * both on the same machine and disk; its {@code bench} beside a bare loop; its {@code query} beside {@code grep}.
 *
 * <pre>
 *   Records ─▶ frames ─▶ Replay × 200 ─▶ collector serve | rsyslogd ─▶ file
 *   bench ─▶ collector serve | BareCopy ─▶ file
 * </pre>
 */
@NullMarked
package io.penstock.benchmark.collector;

import org.jspecify.annotations.NullMarked;
