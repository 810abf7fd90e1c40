package io.penstock.sink;

import io.penstock.AsyncConfig;
import io.penstock.DropReason;
import io.penstock.Drops;
import java.time.Instant;

/**
 * What one drop episode cost: how many events, of which severities, when and why. Immutable; safe for any thread.
 *
 * @param lost in the episode alone
 */
public record LossReport(Drops lost, Instant first, Instant last, AsyncConfig config) {

    /** The report as one line for the readers of the log: numbers, reasons, what to change. */
    public String message() {
        StringBuilder text = new StringBuilder()
                .append("dropped ")
                .append(lost.total())
                .append(" events from ")
                .append(first)
                .append(" to ")
                .append(last)
                .append(": ")
                .append(lost.bySeverity())
                .append("; ")
                .append(lost.byReason())
                .append(" (ringSize=")
                .append(config.ringSize())
                .append(", overflowPolicy=")
                .append(config.overflowPolicy())
                .append(')');
        for (DropReason reason : DropReason.values()) {
            if (lost.of(reason) != 0) {
                text.append("; ").append(reason.advice());
            }
        }
        return text.toString();
    }
}
