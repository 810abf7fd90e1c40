package io.penstock.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.FormatInfo;
import org.jspecify.annotations.Nullable;

/** A part that is one String of the event, cut and padded if the pattern says so. */
final class PatternText {

    /** Where the String comes from. Safe for any thread. */
    interface Source {
        @Nullable
        String text(ILoggingEvent event);
    }

    private PatternText() {}

    static PatternPart of(Source source, @Nullable FormatInfo format) {
        return format == null
                ? (event, line) -> line.text(source.text(event))
                : (event, line) -> line.formatted(source.text(event), format);
    }
}
