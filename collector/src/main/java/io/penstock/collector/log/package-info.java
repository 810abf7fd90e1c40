/**
 * The log: batches of messages in files, one directory per topic. It knows no network and no protocol; whoever has made a
 * {@link io.penstock.collector.log.MessageBatch} appends it, and whoever knows an offset reads on from there.
 *
 * <pre>
 *  MessageBatchBuilder ─▶ MessageBatch ─append─▶ TopicLog ─▶ Segment ─▶ LogFile
 *                                                  │             ▲
 *                                    LogCursor ◀───┘   read ─────┘
 * </pre>
 *
 * <p>The files are described in docs/log-format.md, byte by byte.
 */
@NullMarked
package io.penstock.collector.log;

import org.jspecify.annotations.NullMarked;
