package io.penstock.ring;

import io.penstock.AsyncConfig;
import io.penstock.Drops;
import io.penstock.sink.LossReport;
import io.penstock.sink.TimeSource;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a drop episode is over. Confined to the drain thread.
 *
 * <p>An episode ends when the ring has run empty; but an overload that fills and empties the ring many times a second
 * is one episode, hence a report at most once a second. One that never lets the ring run empty is reported every ten
 * seconds all the same.
 */
final class LossReporter {

    private static final long BETWEEN_REPORTS_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_SILENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final DropLedger ledger;
    private final TimeSource time;
    private final AsyncConfig config;
    private Drops reported;
    private long lastReportNanos;
    private boolean anyReported;
    private boolean episodeSeen;
    private long episodeNanos;

    LossReporter(DropLedger ledger, TimeSource time, AsyncConfig config) {
        this.ledger = ledger;
        this.time = time;
        this.config = config;
        this.reported = ledger.drops();
    }

    /** The report that is due now, or null. */
    @Nullable
    LossReport due(boolean ringEmpty) {
        if (!ledger.inEpisode()) {
            return null;
        }
        long now = time.nanos();
        if (!episodeSeen) {
            episodeSeen = true;
            episodeNanos = now;
        }
        boolean over = ringEmpty && (!anyReported || now - lastReportNanos >= BETWEEN_REPORTS_NANOS);
        return over || now - episodeNanos >= LONGEST_SILENCE_NANOS ? take(now) : null;
    }

    /** What is still unreported, or null. */
    @Nullable
    LossReport last() {
        return ledger.inEpisode() ? take(time.nanos()) : null;
    }

    private @Nullable LossReport take(long now) {
        Instant first = Instant.ofEpochMilli(ledger.firstMillis());
        ledger.closeEpisode();
        Instant last = Instant.ofEpochMilli(ledger.lastMillis());
        Drops before = reported;
        reported = ledger.drops();
        anyReported = true;
        lastReportNanos = now;
        episodeSeen = false;
        Drops lost = reported.since(before);
        // A drop is counted before it opens the episode, so the previous report may have counted it already; then
        // there is nothing to report.
        return lost.total() == 0 ? null : new LossReport(lost, first, last, config);
    }
}
