package io.penstock.logback;

import ch.qos.logback.classic.pattern.LoggerConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.jspecify.annotations.Nullable;

/**
 * A logger's name as {@code %logger{36}} shortens it: Logback's converter does it, and the result is kept. Safe for any
 * thread.
 */
final class PatternLogger implements PatternText.Source {

    /** A name that finds its place taken by another one replaces it; nothing is ever wrong, only asked for again. */
    private static final int PLACES = 256;

    private final LoggerConverter converter;
    private final @Nullable Shortened[] kept = new Shortened[PLACES];

    private record Shortened(String name, String text) {}

    PatternLogger(LoggerConverter converter) {
        this.converter = converter;
    }

    @Override
    public String text(ILoggingEvent event) {
        String name = event.getLoggerName();
        if (name == null) {
            return converter.convert(event);
        }
        int place = name.hashCode() & PLACES - 1;
        Shortened known = kept[place];
        if (known == null || !known.name.equals(name)) {
            known = new Shortened(name, converter.convert(event));
            kept[place] = known;
        }
        return known.text;
    }
}
