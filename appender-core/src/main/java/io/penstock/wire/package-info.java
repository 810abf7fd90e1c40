/**
 * How records travel: what a protocol consists of, and what protocols have in common. Each protocol has a package of its
 * own below this one, and {@code choice} has the table of them. Knows neither sockets nor a host's events. The settings are
 * collected on the thread that configures; all else runs on the drain thread.
 *
 * <pre>
 *  slot ──EventWalk──▶ fields, groups, text ──RecordFormat──▶ record (bytes)          host ▸ EventRecords ▸ protocol
 *
 *  record ──WireProtocol.frame──▶ Batch ──WireSession.stamp──▶ connection
 *                                   ▲                              │
 *                      acknowledged │◀────WireSession.receive──────┘
 * </pre>
 *
 * <p>A new protocol is a package with a {@link io.penstock.wire.ProtocolChoice}, a {@link io.penstock.wire.WireProtocol}
 * and, unless its records are text only, a {@link io.penstock.wire.RecordFormat}; and a line in the table.
 */
@NullMarked
package io.penstock.wire;

import org.jspecify.annotations.NullMarked;
