package io.penstock.ring;

import io.penstock.DropReason;
import io.penstock.Drops;
import io.penstock.Severity;
import io.penstock.sink.TimeSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts drops by reason and severity, and remembers when the present episode began. Safe for any thread. */
final class DropLedger {

    private static final long NONE = Long.MIN_VALUE;

    private final TimeSource time;
    private final LongAdder[][] counts = new LongAdder[DropReason.values().length][Severity.values().length];
    private final AtomicLong firstMillis = new AtomicLong(NONE);
    private volatile long lastMillis;

    DropLedger(TimeSource time) {
        this.time = time;
        for (LongAdder[] bySeverity : counts) {
            for (int severity = 0; severity < bySeverity.length; severity++) {
                bySeverity[severity] = new LongAdder();
            }
        }
    }

    void record(DropReason reason, Severity severity) {
        counts[reason.ordinal()][severity.ordinal()].increment();
        if (reason == DropReason.ECHO) {
            // An echo opens no episode: nobody misses it, and the report about it would be one more event with an
            // echo.
            return;
        }
        long now = time.wallMillis();
        lastMillis = now;
        if (firstMillis.get() == NONE) {
            firstMillis.compareAndSet(NONE, now);
        }
    }

    /** Whether anything was dropped since {@link #closeEpisode}. One volatile read. */
    boolean inEpisode() {
        return firstMillis.get() != NONE;
    }

    long firstMillis() {
        return firstMillis.get();
    }

    long lastMillis() {
        return lastMillis;
    }

    /** To be called before the counts are read: a drop in between opens the next episode and is counted there. */
    void closeEpisode() {
        firstMillis.set(NONE);
    }

    Drops drops() {
        long[][] sums = new long[counts.length][];
        for (int reason = 0; reason < counts.length; reason++) {
            sums[reason] = new long[counts[reason].length];
            for (int severity = 0; severity < sums[reason].length; severity++) {
                sums[reason][severity] = counts[reason][severity].sum();
            }
        }
        return new Drops(sums);
    }
}
