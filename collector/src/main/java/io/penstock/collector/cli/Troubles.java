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

    private final PrintWriter target;
    private final Clock clock;
    private final Map<String, Fold> folds = new LinkedHashMap<>();

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

    synchronized void tell(String message) {
        Instant now = clock.instant();
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

    private void print(Instant now, String message) {
        target.println(now.truncatedTo(ChronoUnit.MILLIS) + " WARN " + message);
        target.flush();
    }
}
