package io.penstock.ring;

import io.penstock.sink.Announcer;
import io.penstock.sink.TimeSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Turns a stream of failures into few announcements: the first at once, then a count with the last one's words. Confined
 * to the drain thread.
 */
final class FailureFold {

    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Announcer announcer;
    private final TimeSource time;
    private final String what;
    private long folded;
    private long windowNanos;
    private boolean open;
    private @Nullable Throwable last;

    FailureFold(Announcer announcer, TimeSource time, String what) {
        this.announcer = announcer;
        this.time = time;
        this.what = what;
    }

    void record(Throwable failure) {
        if (open) {
            folded++;
            last = failure;
            return;
        }
        open = true;
        windowNanos = time.nanos();
        announce(what, failure);
    }

    /** Called once a cycle: announces what was folded when its time is up. */
    void unfoldIfDue() {
        if (open && time.nanos() - windowNanos >= WINDOW_NANOS) {
            unfold();
        }
    }

    void unfold() {
        if (folded != 0) {
            announce(what + ", " + folded + " times more since; the last time", last);
        }
        open = false;
        folded = 0;
        last = null;
    }

    private void announce(String message, @Nullable Throwable cause) {
        try {
            announcer.warn(message, cause);
        } catch (Throwable failing) {
            // If the status channel itself throws, there is nobody left to tell; the books count the failure.
        }
    }
}
