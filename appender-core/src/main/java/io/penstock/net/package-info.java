/**
 * One connection as a stream of bytes, plain or TLS, and the selector in which the drain thread naps until it has
 * something to read, or room to write. Knows nothing of records. All of it runs on the drain thread, and every method
 * returns at once.
 *
 * <pre>
 *  SocketSettings ──opens──▶ channel ──┬─ plain ──────────────────┬──▶ Connection
 *                               │      └─ TlsEngines ──▶ TLS ─────┘
 *                               └──registered in──▶ SelectorSleeper
 * </pre>
 */
@NullMarked
package io.penstock.net;

import org.jspecify.annotations.NullMarked;
