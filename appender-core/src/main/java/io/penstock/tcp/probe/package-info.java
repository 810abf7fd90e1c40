/**
 * The kernel's view of a connection: whether the peer is still there, and how many bytes its machine has acknowledged.
 * Asked on the drain thread before it writes.
 *
 * <pre>
 *  stateProbe ──StateProbes──┬─ tcpInfo  TCP_INFO, on JDK 22 and later if native access is granted
 *                            ├─ proc     the table in /proc/self/net/tcp
 *                            └─ read     knows nothing more than the connection's own read
 * </pre>
 */
@NullMarked
package io.penstock.tcp.probe;

import org.jspecify.annotations.NullMarked;
