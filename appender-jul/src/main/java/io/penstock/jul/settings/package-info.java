/**
 * What {@code logging.properties} and setters say, read once when a handler begins. Confined to the thread that configures.
 *
 * <pre>
 *  properties, or what was Given by setters ─► PropertyReader ─┬─► Settings: ring, capture, level, filter, formatter
 *                                               ▲              └─► SenderSettings: connection, protocol, TLS
 *                                             Words: numbers, sizes, durations      ByName: classes
 * </pre>
 *
 * <p>What cannot be read is a problem, one sentence each: setting, value, what to do.
 */
@NullMarked
package io.penstock.jul.settings;

import org.jspecify.annotations.NullMarked;
