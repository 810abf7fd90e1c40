package io.penstock.benchmark.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * What one way of logging made of the workload.
 *
 * @param offered calls that were made, counted by the workload itself
 * @param books what the appender says of itself, where it keeps books at all
 * @param linesFound what stood in the files afterwards
 * @param elapsedNanos from the first call until the context was stopped
 */
record Outcome(long offered, Optional<Books> books, long linesFound, Histogram latency, long elapsedNanos) {

    long missing() {
        return offered - linesFound;
    }

    /** What is wrong with a run of the proxy, one sentence each; empty if nothing is. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        if (books.isEmpty()) {
            complaints.add("no MXBean matches " + Books.NAME_PATTERN + ": there are no books to check");
        }
        books.ifPresent(kept -> {
            if (kept.offered() != offered) {
                complaints.add("the proxy counted offered=" + kept.offered() + ", but " + offered + " calls were made");
            }
            if (!kept.balance()) {
                complaints.add("the books do not balance: offered=" + kept.offered() + " is not delivered="
                        + kept.delivered() + " + dropped=" + kept.dropped() + " (failed=" + kept.failed() + ", pending="
                        + kept.pending() + ")");
            }
        });
        if (missing() != 0) {
            complaints.add(
                    "missing=" + missing() + ": " + linesFound + " lines in the files for " + offered + " calls");
        }
        return complaints;
    }
}
