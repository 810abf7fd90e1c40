package io.penstock.jul.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * What came of asking several handlers about one record, whose filters may change it: each handler gets the record as its
 * own filter and those before it left it. Confined to the caller's thread.
 */
public final class Asked {

    /**
     * @param as what these targets get; null: the record as it is when all have been asked
     * @param targets one bit for each wrapped handler
     */
    public record Part(@Nullable LogRecord as, long targets) {}

    private final List<Part> parts = new ArrayList<>(1);

    public void add(@Nullable LogRecord as, long targets) {
        if (targets != 0) {
            parts.add(new Part(as, targets));
        }
    }

    List<Part> parts() {
        return parts;
    }

    /** Whether a filter has changed something that a handler before it has not seen. */
    public static boolean isChanged(LogRecord before, LogRecord now) {
        return before.getLevel() != now.getLevel()
                || !Objects.equals(before.getMessage(), now.getMessage())
                || !Objects.equals(before.getLoggerName(), now.getLoggerName())
                || before.getThrown() != now.getThrown()
                || before.getResourceBundle() != now.getResourceBundle()
                || before.getSequenceNumber() != now.getSequenceNumber()
                || before.getLongThreadID() != now.getLongThreadID()
                || !Objects.equals(before.getInstant(), now.getInstant())
                || areChanged(before.getParameters(), now.getParameters());
    }

    private static boolean areChanged(@Nullable Object @Nullable [] before, @Nullable Object @Nullable [] now) {
        if (before == null || now == null) {
            return before != now;
        }
        if (before.length != now.length) {
            return true;
        }
        for (int i = 0; i < before.length; i++) {
            if (before[i] != now[i]) {
                return true;
            }
        }
        return false;
    }
}
