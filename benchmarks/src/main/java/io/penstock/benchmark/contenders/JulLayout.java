package io.penstock.benchmark.contenders;

import java.util.Arrays;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/**
 * What the contenders of java.util.logging print: {@value #PROPERTY}={@code line}, {@code jdk} or {@code cheap}. The forks
 * inherit it.
 */
public enum JulLayout {
    /** As the pattern of the Logback contenders, without the thread: a record has no name for it. No source ({@code %2$s}). */
    LINE,
    /** SimpleFormatter as the JDK ships it: two lines, with the source class and method. */
    JDK,
    /** Formats by concatenation only, so that the figures show what the way to the file costs. */
    CHEAP;

    public static final String PROPERTY = "bench.julLayout";

    private static final String FORMAT = "java.util.logging.SimpleFormatter.format";

    /** That of the property, or {@link #LINE}. */
    public static JulLayout present() {
        String word = System.getProperty(PROPERTY, LINE.toString());
        return Arrays.stream(values())
                .filter(layout -> layout.toString().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(PROPERTY + "=" + word + " is unknown; use line, jdk or cheap"));
    }

    /** A formatter that shows everything that events of this content carry; {@code SimpleFormatter} where the layout itself does not. */
    Formatter formatter(Content content) {
        if (this == CHEAP && content == Content.PLAIN) {
            return new Concatenation();
        }
        if (this != JDK) {
            // A SimpleFormatter reads its format from the property when it is made, and cannot be given another one
            // later.
            String source = content == Content.CALLER ? "%2$s " : "";
            System.setProperty(FORMAT, "%1$tT.%1$tL %4$-5s %3$s - " + source + "%5$s%6$s%n");
        }
        return new SimpleFormatter();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static final class Concatenation extends Formatter {
        @Override
        public String format(LogRecord record) {
            Object[] parameters = record.getParameters();
            return record.getMillis() + " " + record.getLevel().getName() + " " + record.getLoggerName() + " - order "
                    + parameters[0] + " processed for " + parameters[1] + "\n";
        }
    }
}
