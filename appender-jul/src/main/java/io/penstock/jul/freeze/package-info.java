/**
 * Freezing what the core cannot know: parameters that a {@link java.text.MessageFormat} prints by other methods than {@code
 * toString()}, and the structured arguments of quarkus-logging-json. Runs on the caller's thread, before a slot is claimed;
 * what it made is immutable.
 *
 * <pre>
 *  parameter ─► core's Freezer ─┬─ number or date of somebody's own ─► MessageFormatTypes ─► FrozenNumbers
 *                               └─ structured argument ─► QuarkusArguments
 *                                                              └─ an object within it ─► QuarkusValues: its JSON, by
 *                                                                 the mapper of the formatter behind the ring
 * </pre>
 *
 * <p>No type of that library or of Jackson is named: both may be absent.
 */
@NullMarked
package io.penstock.jul.freeze;

import org.jspecify.annotations.NullMarked;
