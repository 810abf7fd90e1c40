package io.penstock.collector.log;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a topic's segments are kept. Immutable.
 *
 * @param longest since the last append to a segment; null: no matter how long
 * @param mostBytes of all segments together; {@link Long#MAX_VALUE}: no matter how many
 */
public record Retention(@Nullable Duration longest, long mostBytes) {

    /** Nothing is ever deleted. */
    public static final Retention FOREVER = new Retention(null, Long.MAX_VALUE);

    /** @throws IllegalArgumentException if nothing could be kept */
    public Retention {
        if (mostBytes <= 0) {
            throw new IllegalArgumentException("mostBytes=" + mostBytes + " keeps nothing; give a number above 0");
        }
        if (longest != null && (longest.isNegative() || longest.isZero())) {
            throw new IllegalArgumentException("longest=" + longest + " keeps nothing; give a duration above 0");
        }
    }

    boolean isOver(long lastAppendedMillis, long nowMillis) {
        return longest != null && nowMillis - lastAppendedMillis > longest.toMillis();
    }
}
