package io.penstock.collector.record;

import io.penstock.collector.log.LogLevel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One record, whatever protocol it came by. Immutable. What is null or empty is left out of the line.
 *
 * @param time of the event by its sender's clock; by ours if the sender told none
 * @param attributes whatever else is known: texts, numbers, booleans, lists and maps of them
 * @param session and {@code sequence}: the record's number in its sender's session; null and 0 if it has none
 * @param facility of syslog, by which a topic may be chosen; not in the line
 * @param source protocol and address that it came from
 */
public record LogRecord(
        Instant time,
        LogLevel level,
        @Nullable String logger,
        String message,
        @Nullable String thread,
        @Nullable String host,
        @Nullable String service,
        @Nullable String exception,
        Map<String, ? extends @Nullable Object> attributes,
        @Nullable String session,
        long sequence,
        @Nullable String facility,
        String source) {

    /** As it is kept: docs/collector.md, "Records". */
    public byte[] toJson() {
        Json json = new Json().text("time", time.toString());
        if (level != LogLevel.UNKNOWN) {
            json.text("level", level.name());
        }
        optional(json, "logger", logger);
        json.text("message", message);
        optional(json, "thread", thread);
        optional(json, "host", host);
        optional(json, "service", service);
        optional(json, "exception", exception);
        if (!attributes.isEmpty()) {
            json.begin("attributes");
            attributes.forEach(json::value);
            json.end();
        }
        if (session != null) {
            json.text("session", session).number("sequence", sequence);
        }
        return json.text("source", source).end().toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void optional(Json json, String name, @Nullable String value) {
        if (value != null) {
            json.text(name, value);
        }
    }
}
