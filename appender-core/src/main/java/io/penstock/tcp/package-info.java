/**
 * The reconnecting TCP sender. It runs on the drain thread, which naps in the selector; only names are looked up on
 * short-lived threads.
 *
 * <pre>
 *  slot ──RecordEncoder──▶ record ──▶ window.InFlightWindow ──▶ Link ──▶ net.Connection ──▶ peer
 *                                              ▲                                             │
 *                                              └───────────── acknowledgements ◀─────────────┘
 * </pre>
 *
 * <p>{@code TcpSink} is what the drain thread drives and {@code Sender} what keeps one {@code Link} at a time. The
 * sub-packages must not import this one: {@code window} keeps what is unconfirmed, {@code dial} decides where to connect to
 * and when again, {@code probe} asks the kernel about the connection.
 */
@NullMarked
package io.penstock.tcp;

import org.jspecify.annotations.NullMarked;
