package io.penstock.logback.capture;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/**
 * What could not cross as it was. Made only for an event that needs it. Immutable.
 *
 * @param message the pattern, if it was too long and had to be cut; null: the event's own
 * @param arguments frozen; null: the event has none, or they passed by reference
 * @param keyValues frozen; null: the event has none
 * @param markers frozen; null: the event has none
 * @param bytes estimated heap bytes of the event with these parts
 */
record FrozenParts(
        @Nullable String message,
        Object @Nullable [] arguments,
        @Nullable List<KeyValuePair> keyValues,
        @Nullable List<Marker> markers,
        long bytes) {}
