/**
 * Finds records in the log: by time, level, logger, text and attributes.
 *
 * <pre>
 *   flags, expression ─▶ Query ─▶ RecordFilter ◀── message bytes ── JsonFields
 *                                      ▲
 *   index ─▶ stretches that may hold an answer ─▶ bytes ─▶ BytePattern ─▶ candidates     (LogSearch, two threads)
 *   a server's READ ─▶ all messages                                                      (ServerSearch)
 * </pre>
 *
 * <p>The fast path never takes a record apart that the rarest two bytes of the text cannot be in: see {@link io.penstock.collector.query.BytePattern}.
 */
@NullMarked
package io.penstock.collector.query;

import org.jspecify.annotations.NullMarked;
