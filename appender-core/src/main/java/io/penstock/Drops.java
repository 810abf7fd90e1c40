package io.penstock;

import java.util.Arrays;

/**
 * How many events were dropped, by reason and severity. Immutable; safe for any thread.
 */
public final class Drops {

    private static final Drops NONE = new Drops(new long[DropReason.values().length][Severity.values().length]);

    private final long[][] counts;

    /**
     * Not for users: drops come from an appender.
     *
     * @param counts by {@link DropReason} ordinal, then by {@link Severity} ordinal; copied
     */
    public Drops(long[][] counts) {
        this.counts = Arrays.stream(counts).map(long[]::clone).toArray(long[][]::new);
    }

    /** Nothing was dropped. */
    public static Drops none() {
        return NONE;
    }

    /** For whatever reason. */
    public long total() {
        return Arrays.stream(counts).flatMapToLong(Arrays::stream).sum();
    }

    /** For one reason. */
    public long of(DropReason reason) {
        return Arrays.stream(counts[reason.ordinal()]).sum();
    }

    /** Of one severity, for whatever reason. */
    public long of(Severity severity) {
        return Arrays.stream(counts)
                .mapToLong(bySeverity -> bySeverity[severity.ordinal()])
                .sum();
    }

    /** Of one severity, for one reason. */
    public long of(DropReason reason, Severity severity) {
        return counts[reason.ordinal()][severity.ordinal()];
    }

    /** What was dropped since earlier drops of the same appender. */
    public Drops since(Drops earlier) {
        Drops since = new Drops(counts);
        for (int reason = 0; reason < counts.length; reason++) {
            for (int severity = 0; severity < counts[reason].length; severity++) {
                since.counts[reason][severity] -= earlier.counts[reason][severity];
            }
        }
        return since;
    }

    /** The reasons that occurred with their counts, for instance {@code ringFull=12 stopped=1}; empty if none did. */
    public String byReason() {
        StringBuilder text = new StringBuilder();
        for (DropReason reason : DropReason.values()) {
            appendCount(text, reason, of(reason));
        }
        return text.toString();
    }

    /** The severities that lost events with their counts, for instance {@code DEBUG=10 INFO=2}; empty if none did. */
    public String bySeverity() {
        StringBuilder text = new StringBuilder();
        for (Severity severity : Severity.values()) {
            appendCount(text, severity, of(severity));
        }
        return text.toString();
    }

    private static void appendCount(StringBuilder text, Object name, long count) {
        if (count != 0) {
            text.append(text.isEmpty() ? "" : " ").append(name).append('=').append(count);
        }
    }

    /** For instance {@code dropped=13 (ringFull=12 stopped=1)}. */
    @Override
    public String toString() {
        String reasons = byReason();
        return "dropped=" + total() + (reasons.isEmpty() ? "" : " (" + reasons + ")");
    }
}
