package io.penstock.wire;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** An event of no host, which is its own slot. */
record FakeEvent(
        String logger, List<String> markers, Map<String, String> mdc, Map<String, Object> keyValues, String text) {

    static final Instant TIME = Instant.parse("2026-11-22T02:25:08.123456Z");

    static FakeEvent of(String text) {
        return new FakeEvent("a.B", List.of(), Map.of(), Map.of(), text);
    }
}
