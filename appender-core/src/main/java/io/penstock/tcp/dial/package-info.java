/**
 * Where the next connection goes and when: the order of the destinations, the names of their hosts, the attempt itself
 * and how long to wait after one that failed. All of it runs on the drain thread, but for the short-lived threads that
 * ask the name service.
 *
 * <pre>
 *  Destinations ──whose turn──▶ Dialer ──NameLookup──▶ addresses, one after the other ──▶ connected channel
 *                                  ▲                                                │failed
 *                                  └───────────────────── Backoff ◀─────────────────┘
 * </pre>
 */
@NullMarked
package io.penstock.tcp.dial;

import org.jspecify.annotations.NullMarked;
