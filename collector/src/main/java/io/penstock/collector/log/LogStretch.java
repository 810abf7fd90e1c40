package io.penstock.collector.log;

/**
 * Batches that stand one behind the other in a segment, and what the index says of them together. Immutable.
 *
 * <p>The index is a hint: the counts are right for whoever trusts the headers of the log, and no proof that the batches are undamaged.
 */
public final class LogStretch {

    private static final long MINUTE_MILLIS = 60_000;

    private final Segment segment;
    private final long position;
    private final long end;
    private final long leastTime;
    private final long greatestTime;
    private final int[] levels;

    LogStretch(Segment segment, long position, long end, long leastTime, long greatestTime, int... levels) {
        this.segment = segment;
        this.position = position;
        this.end = end;
        this.leastTime = leastTime;
        this.greatestTime = greatestTime;
        this.levels = levels;
    }

    static long minuteOf(long time) {
        return Math.floorDiv(time, MINUTE_MILLIS);
    }

    /** Least time of an event in it, milliseconds since 1970; {@link Long#MAX_VALUE} if none is known. */
    public long leastTime() {
        return leastTime;
    }

    /** Greatest time of an event in it; {@link Long#MIN_VALUE} if none is known. */
    public long greatestTime() {
        return greatestTime;
    }

    /** How many messages have this level. */
    public int count(LogLevel level) {
        return levels[level.ordinal()];
    }

    /** Whether its events are all of one minute, so that its counts are those of the minute. */
    public boolean isOfOneMinute() {
        return leastTime <= greatestTime && minuteOf(leastTime) == minuteOf(greatestTime);
    }

    /** Whether its segment is full: all of it is on disk, and what is wrong there is damage. Else it may be a tail that is under way or was torn. */
    public boolean isFull() {
        return segment.isFull();
    }

    /** Bytes in the file. */
    public long size() {
        return end - position;
    }

    /** Whether the other one begins where this one ends. */
    public boolean isFollowedBy(LogStretch next) {
        return segment == next.segment && end == next.position;
    }

    /** Both as one. */
    public LogStretch with(LogStretch next) {
        int[] sums = levels.clone();
        for (int i = 0; i < sums.length; i++) {
            sums[i] += next.levels[i];
        }
        return new LogStretch(
                segment,
                position,
                next.end,
                Math.min(leastTime, next.leastTime),
                Math.max(greatestTime, next.greatestTime),
                sums);
    }

    Segment segment() {
        return segment;
    }

    long position() {
        return position;
    }

    /** For messages: which file, and where in it. */
    @Override
    public String toString() {
        return segment.topic() + "/" + segment.path().getFileName() + ", bytes " + position + " to " + end;
    }
}
