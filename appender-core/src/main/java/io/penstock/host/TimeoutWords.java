package io.penstock.host;

import io.penstock.words.DurationWords;
import java.time.Duration;

/** What is said when a stop or a flush has run out of time. */
public final class TimeoutWords {

    private TimeoutWords() {}

    /**
     * @param what has run out of time, for instance {@code stopped}
     * @param longest {@code drainTimeout}
     * @param rest what was left, for instance {@code with 3 events undelivered}
     * @param cure what to do, besides giving it more time
     */
    public static String of(String what, Duration longest, String rest, String cure) {
        return what + " after drainTimeout=" + DurationWords.of(longest) + " " + rest + "; raise drainTimeout, or "
                + cure;
    }

    /** What was left, where events are delivered. */
    public static String undelivered(long left) {
        return "with " + left + " events undelivered";
    }
}
