/**
 * The reconnecting TCP sender: connection and its state, back-off, in-flight window. All of it runs on the drain thread,
 * which naps in the selector.
 *
 * <pre>
 *  slot ──RecordEncoder──▶ record ──WireProtocol──▶ InFlightWindow ──▶ Connection ──▶ peer
 *                                                        ▲                              │
 *                                                        └───── acknowledgements ◀──────┘
 * </pre>
 *
 * <p>The window is made of several classes, which its own page draws.
 */
@NullMarked
package io.penstock.tcp;

import org.jspecify.annotations.NullMarked;
