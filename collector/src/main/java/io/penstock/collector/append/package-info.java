/**
 * Between the network and the log: one thread appends, another one syncs, and whoever waits for an acknowledgement is called when its
 * batch has reached the level that the operator chose. Event loops hand batches in and never wait.
 *
 * <pre>
 *  event loop ──append──▶ queue ─▶ append thread ──written──▶ (acknowledge)
 *                                      │
 *                                      └──▶ queue ─▶ sync thread ──synced──▶ (acknowledge)
 * </pre>
 */
@NullMarked
package io.penstock.collector.append;

import org.jspecify.annotations.NullMarked;
