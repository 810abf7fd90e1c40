package io.penstock.tcp;

import io.penstock.net.SelectorSleeper;
import io.penstock.words.DurationWords;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** Notices that something has waited for too long without any progress. Confined to the drain thread. */
final class StallTimer {

    private final String setting;
    private final Duration longest;
    private final String what;
    private boolean waiting;
    private long progress;
    private long sinceNanos;

    /**
     * Waits for nothing.
     *
     * @param what the message of the failure, followed by the setting
     */
    StallTimer(String setting, Duration longest, String what) {
        this.setting = setting;
        this.longest = longest;
        this.what = what;
    }

    void reset() {
        waiting = false;
    }

    /**
     * How things are now.
     *
     * @param made any number that changes with each progress
     * @throws SocketTimeoutException if it has been waited without progress for too long
     */
    void watch(boolean waits, long made, long now) throws SocketTimeoutException {
        if (!waits) {
            waiting = false;
        } else if (!waiting || made != progress) {
            waiting = true;
            progress = made;
            sinceNanos = now;
        } else if (now - sinceNanos >= longest.toNanos()) {
            throw new SocketTimeoutException(what + " for " + setting + "=" + DurationWords.of(longest));
        }
    }

    /** Tells when the time is up, if it runs. */
    void tellDeadline(SelectorSleeper sleeper) {
        if (waiting) {
            sleeper.dueAt(sinceNanos + longest.toNanos());
        }
    }
}
