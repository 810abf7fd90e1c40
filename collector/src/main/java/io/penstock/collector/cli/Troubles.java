package io.penstock.collector.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tells the operator what went wrong, and folds what goes wrong again and again: once a minute with a count. Safe for any thread. */
final class Troubles {

    private static final Duration FOLD = Duration.ofMinutes(1);
    private static final int MOST_KINDS = 100;
    /** In {@link #FOLD}: what strangers send must not fill the operator's disk. */
    private static final int MOST_LINES = 200;

    private static final int MOST_CHARS = 500;

    private final PrintWriter target;
    private final Clock clock;
    private final Map<String, Fold> folds = new LinkedHashMap<>();
    private Instant minute = Instant.MIN;
    private int lines;
    private long unsaid;

    private static final class Fold {
        private Instant last;
        private long withheld;

        private Fold(Instant last) {
            this.last = last;
        }
    }

    Troubles(PrintWriter target, Clock clock) {
        this.target = target;
        this.clock = clock;
    }

    synchronized void tell(String told) {
        Instant now = clock.instant();
        String message = oneLine(told);
        // Ports and offsets differ each time; what is the matter does not.
        String kind = message.replaceAll("[0-9]+", "#");
        Fold fold = folds.get(kind);
        if (fold == null) {
            if (folds.size() >= MOST_KINDS) {
                folds.remove(folds.keySet().iterator().next());
            }
            folds.put(kind, new Fold(now));
            print(now, message);
        } else if (Duration.between(fold.last, now).compareTo(FOLD) < 0) {
            fold.withheld++;
        } else {
            print(
                    now,
                    fold.withheld == 0
                            ? message
                            : message + " (and " + fold.withheld + " times since " + fold.last + ")");
            fold.last = now;
            fold.withheld = 0;
        }
    }

    static String cut(String message) {
        return message.length() <= MOST_CHARS ? message : message.substring(0, MOST_CHARS) + "...";
    }

    /** Strangers choose parts of it: no line of theirs may look like one of ours, nor reach the terminal as a command. */
    private static String oneLine(String message) {
        return cut(message)
                .replaceAll("[\\p{Cntrl}\\x{80}-\\x{9F}\\x{2028}\\x{2029}\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}]", "?");
    }

    private void print(Instant now, String message) {
        if (minute.plus(FOLD).compareTo(now) <= 0 || now.isBefore(minute)) {
            if (unsaid > 0) {
                printLine(
                        now,
                        unsaid + " more lines were left out since " + minute + ": there were " + MOST_LINES
                                + " in a minute");
            }
            minute = now;
            lines = 0;
            unsaid = 0;
        }
        if (lines < MOST_LINES) {
            lines++;
            printLine(now, message);
        } else {
            unsaid++;
        }
    }

    private void printLine(Instant now, String message) {
        target.println(now.truncatedTo(ChronoUnit.MILLIS) + " WARN " + message);
        target.flush();
    }
}
