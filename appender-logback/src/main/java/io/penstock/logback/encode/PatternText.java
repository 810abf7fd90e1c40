package io.penstock.logback.encode;

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
        return new Between(source, format, PatternLiteral.NONE, PatternLiteral.NONE);
    }

    private record Between(Source source, @Nullable FormatInfo format, PatternLiteral before, PatternLiteral behind)
            implements PatternPart.Joining {

        @Override
        public void write(ILoggingEvent event, PatternLine line) {
            String text = source.text(event);
            line.bytes(before.bytes());
            if (format == null) {
                line.text(text);
            } else {
                line.formatted(text, format);
            }
            line.bytes(behind.bytes());
        }

        @Override
        public PatternPart between(PatternLiteral before, PatternLiteral behind) {
            return new Between(source, format, before, behind);
        }
    }
}
