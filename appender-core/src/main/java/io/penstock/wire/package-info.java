/**
 * What goes over the wire: records into frames, frames into batches, and the acknowledgements that come back. All of it
 * runs on the drain thread and knows neither sockets nor events.
 *
 * <pre>
 *  record (bytes) ──frame──▶ Batch ──stamp──▶ connection
 *                              ▲                  │
 *                 acknowledged │◀────receive──────┘
 * </pre>
 */
@NullMarked
package io.penstock.wire;

import org.jspecify.annotations.NullMarked;
