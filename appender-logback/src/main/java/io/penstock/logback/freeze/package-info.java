/**
 * Freezing what the core cannot know: markers, and the structured arguments and markers of
 * logstash-logback-encoder. Runs on the caller's thread, before a slot is claimed; what it copied is immutable.
 *
 * <pre>
 *  marker ───► MarkerFreezer ─┬─ SLF4J's own, others ─► the same instance
 *                             └─ Logstash's ─┐
 *  argument ─► core's Freezer ── Logstash's ─┴► LogstashFreezer ─► LogstashCopies ─┬► the same class, frozen inside
 *                                                                                  └► LogstashCapture: its JSON and text
 * </pre>
 *
 * <p>No other package names a type of that library or of Jackson: both may be absent.
 */
@NullMarked
package io.penstock.logback.freeze;

import org.jspecify.annotations.NullMarked;
