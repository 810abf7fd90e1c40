/**
 * The reconnecting TCP sender. All of it runs on the drain thread, which naps in the selector.
 *
 * <pre>
 *  slot ──RecordEncoder──▶ record ──▶ window.InFlightWindow ──▶ Link ──▶ net.Connection ──▶ peer
 *                                              ▲                                             │
 *                                              └───────────── acknowledgements ◀─────────────┘
 * </pre>
 *
 * <p>{@code TcpSink} is what the drain thread drives and {@code Sender} what keeps one {@code Link} at a time. Its inner
 * rooms know nothing of it: {@code window} keeps what is unconfirmed, {@code dial} decides where to connect to and when
 * again, {@code probe} asks the kernel about the connection.
 */
@NullMarked
package io.penstock.tcp;

import org.jspecify.annotations.NullMarked;
