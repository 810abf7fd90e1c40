package io.penstock.jul;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/** Properties for handlers that are made in this JVM. */
final class LoggingProperties {

    private LoggingProperties() {}

    /** Adds to what the LogManager knows, or replaces it; loggers and their handlers stay as they are. */
    static void set(String lines) throws IOException {
        LogManager.getLogManager()
                .updateConfiguration(
                        new ByteArrayInputStream(lines.getBytes(StandardCharsets.ISO_8859_1)),
                        key -> (before, now) -> now == null ? before : now);
    }
}
