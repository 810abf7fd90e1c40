package io.penstock.benchmark.demo;

import io.penstock.SenderStats;
import io.penstock.benchmark.figures.Figures;
import io.penstock.benchmark.figures.MarkdownTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/**
 * What became of the workload on its way to a receiver that was killed.
 *
 * @param sentBy our class that sent it
 * @param offered calls that were made, counted by the workload itself
 * @param books what the appender says of itself
 * @param sender what it says of the connection
 * @param received what is in the receiver's files
 * @param removed what came again and was not kept a second time; empty if the receiver keeps what comes
 * @param kills how often the receiver was killed
 * @param elapsedNanos from the first call until the context was stopped
 */
record TcpOutcome(
        String sentBy,
        long offered,
        Optional<Books> books,
        SenderStats sender,
        ReceivedMessages received,
        OptionalLong removed,
        int kills,
        Histogram latency,
        long elapsedNanos) {

    /** Offered, not dropped, and never received. */
    long lost() {
        return offered - books.map(Books::dropped).orElse(0L) - received.distinct();
    }

    /** What is wrong with this run, one sentence each; empty if nothing is. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        if (books.isEmpty()) {
            complaints.add("no MXBean matches " + Books.NAME_PATTERN + ": there are no books to check");
        }
        books.ifPresent(kept -> {
            if (kept.offered() != offered) {
                complaints.add(
                        "the sender counted offered=" + kept.offered() + ", but " + offered + " calls were made");
            }
            if (!kept.balance()) {
                complaints.add("the books do not balance: offered=" + kept.offered() + " is not delivered="
                        + kept.delivered() + " + dropped=" + kept.dropped() + " (failed=" + kept.failed() + ", pending="
                        + kept.pending() + ")");
            }
        });
        if (lost() != 0) {
            complaints.add(
                    "lost=" + lost() + ": " + received.distinct() + " messages received for " + offered + " calls");
        }
        if (removed.isPresent() && received.duplicates() > 0) {
            complaints.add("duplicates=" + received.duplicates() + ": the collector keeps each message once");
        }
        if (kills == 0) {
            complaints.add("the receiver was never killed: use more demo.actions");
        }
        return complaints;
    }

    String markdown() {
        MarkdownTable table = new MarkdownTable("", "Penstock " + sentBy + ", relp, acked");
        table.row("offered", Figures.count(offered));
        table.row("dropped", books.map(kept -> Figures.count(kept.dropped())).orElse("-"));
        table.row("sent", Figures.count(sender.sent()));
        table.row("sent again", Figures.count(sender.resent()));
        table.row("acknowledged", Figures.count(sender.delivered()));
        table.row("receiver killed with -9", Figures.count(kills));
        table.row(removed.isPresent() ? "stored, as query finds it" : "received", Figures.count(received.distinct()));
        table.row("lost", Figures.count(lost()));
        table.row(removed.isPresent() ? "stored twice" : "duplicates", Figures.count(received.duplicates()));
        removed.ifPresent(count -> table.row("duplicates removed", Figures.count(count)));
        table.row("caller latency p50, µs", Figures.micros(latency.getValueAtPercentile(50)));
        table.row("caller latency p99, µs", Figures.micros(latency.getValueAtPercentile(99)));
        table.row("caller latency p99.9, µs", Figures.micros(latency.getValueAtPercentile(99.9)));
        table.row("caller latency max, µs", Figures.micros(latency.getMaxValue()));
        table.row("seconds until all was acknowledged", Figures.of(elapsedNanos / 1e9));
        return table.toString();
    }
}
