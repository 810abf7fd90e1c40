/**
 * logd's text protocol: requests out of bytes, answers into bytes. See docs/collector.md for the lines, and for where we differ from the
 * original server.
 *
 * <pre>
 *  bytes ─▶ RequestDecoder ─▶ Request ─▶ LogdHandler ─┬─▶ AppendQueue ─▶ OK offset 1
 *                                                     └─▶ ReadJob (on a reader thread) ─▶ OK offset n, batches
 * </pre>
 */
@NullMarked
package io.penstock.collector.logd;

import org.jspecify.annotations.NullMarked;
