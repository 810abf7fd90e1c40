/**
 * RELP: each record has a number on its connection, and the server answers to each number. Runs on the drain thread.
 *
 * <pre>
 *  record ──▶ RelpProtocol ──frame──▶ Batch ──RelpSession.stamp──▶ connection
 *                                                                      │
 *  Acknowledgements ◀──RelpSession.receive ◀──RelpAnswer ◀─────────────┘
 * </pre>
 */
@NullMarked
package io.penstock.wire.relp;

import org.jspecify.annotations.NullMarked;
