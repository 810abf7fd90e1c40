/**
 * Ports and connections, whatever is spoken on them: listening, limits, and the counts of both. Nothing here waits for a disk.
 *
 * <pre>
 *  HostPort ─▶ Network.listen ─▶ connection ─(within the limits?)─▶ the protocol's pipeline
 * </pre>
 */
@NullMarked
package io.penstock.collector.net;

import org.jspecify.annotations.NullMarked;
