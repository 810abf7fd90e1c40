/**
 * Freezing what the core cannot know: markers, the structured arguments and markers of logstash-logback-encoder, and what
 * its encoders write as JSON. Runs on the caller's thread, before a slot is claimed; what it copied is immutable.
 *
 * <pre>
 *  marker ───► MarkerFreezer ─┬─ SLF4J's own, others ─► the same instance
 *                             └─ Logstash's ─┐
 *  argument ─► core's Freezer ── Logstash's ─┴► LogstashFreezer ─► LogstashCopies: the same class, frozen inside
 *                                                                       │
 *  key-value ─► core's Freezer ── bean, record, tree … ─► Structure ◄───┘
 *                                                            ├─ JsonReaderSearch: which mappers are behind the appender?
 *                                                            └─ JsonReader: tokens ─► CapturedValue, CapturedFields
 * </pre>
 *
 * <p>No other package names a type of that library or of Jackson: both may be absent. {@code Jackson2} and {@code
 * Jackson3}, with what they use, are loaded only where the one or the other is.
 */
@NullMarked
package io.penstock.logback.freeze;

import org.jspecify.annotations.NullMarked;
