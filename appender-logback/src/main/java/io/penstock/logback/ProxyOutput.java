package io.penstock.logback;

import io.penstock.context.ContextCarriers;
import io.penstock.host.TimeoutWords;
import io.penstock.logback.capture.EventSlot;
import io.penstock.logback.capture.Recipients;
import io.penstock.logback.wrap.WrappedAppenders;
import io.penstock.ring.AsyncRing;
import io.penstock.sink.Announcer;
import io.penstock.stats.FigureSource;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A ring and the appenders behind it. Safe for any thread. */
record ProxyOutput(
        AsyncRing<EventSlot> ring,
        WrappedAppenders appenders,
        @Nullable ContextCarriers carriers,
        String name,
        Announcer announcer)
        implements RingOutput {

    private static final Duration LAST_GRACE = Duration.ofMillis(200);

    @Override
    public Recipients recipients() {
        return appenders;
    }

    @Override
    public List<FigureSource> figures() {
        return List.of(ring.figures());
    }

    @Override
    public void close(long left, Duration drainTimeout) {
        if (ring.goesOn() && ring.whenEnded(appenders::release)) {
            // The drain thread waits for a lock that we hold.
            return;
        }
        if (left == 0 && ring.hasEnded()) {
            appenders.release();
            return;
        }
        // One that stands still in its flush has taken all its events.
        String rest = left == 0
                ? "while a wrapped appender had not yet flushed what it took"
                : TimeoutWords.undelivered(left);
        ring.tell(() -> announcer.warn(
                TimeoutWords.of("stopped", drainTimeout, rest, "see what holds the wrapped appenders"), null));
        releaseHanging();
    }

    /** An appender that hangs may hold the very lock that its own stop() wants. */
    private void releaseHanging() {
        Thread thread = new Thread(null, appenders::release, "penstock-" + name + "-stop", 0, false);
        thread.setDaemon(true);
        thread.start();
        ring.waitFor(thread, LAST_GRACE);
    }
}
