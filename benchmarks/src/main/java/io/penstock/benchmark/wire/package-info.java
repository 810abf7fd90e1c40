/**
 * The far and the near end of a connection, for the questions about the sender.
 *
 * <pre>
 *   SendingLoop (bare, or our sender driven by the measuring thread) ──▶ loopback ──▶ DiscardingReader ── RecordCounter
 * </pre>
 */
@NullMarked
package io.penstock.benchmark.wire;

import org.jspecify.annotations.NullMarked;
