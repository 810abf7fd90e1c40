package io.penstock.sink;

import io.penstock.AsyncConfig;
import io.penstock.Books;
import io.penstock.DropReason;
import java.time.Instant;

/**
 * What one drop episode cost: how many events, of which severities, when and why. Immutable; safe for any thread.
 *
 * @param lost the books of the episode alone: nothing but drops
 */
public record LossReport(Books lost, Instant first, Instant last, AsyncConfig config) {

    /** The report as one line for the readers of the log: numbers, reasons, what to change. */
    public String message() {
        StringBuilder text = new StringBuilder()
                .append("dropped ")
                .append(lost.dropped())
                .append(" events from ")
                .append(first)
                .append(" to ")
                .append(last)
                .append(": ")
                .append(lost.droppedBySeverity())
                .append("; ")
                .append(lost.droppedByReason())
                .append(" (ringSize=")
                .append(config.ringSize())
                .append(", overflowPolicy=")
                .append(config.overflowPolicy())
                .append(')');
        for (DropReason reason : DropReason.values()) {
            if (lost.dropped(reason) != 0) {
                text.append("; ").append(reason.advice());
            }
        }
        return text.toString();
    }
}
