package io.penstock.logback;

import io.penstock.context.ContextCarriers;
import io.penstock.logback.capture.EventSlot;
import io.penstock.logback.capture.Recipients;
import io.penstock.ring.AsyncRing;
import io.penstock.stats.FigureSource;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@link RingAppender} opens at start: a ring, and behind it whatever takes the events. Safe for any thread. */
interface RingOutput {

    AsyncRing<EventSlot> ring();

    Recipients recipients();

    /** What is captured on the calling thread besides the event; null: nothing. */
    @Nullable
    ContextCarriers carriers();

    /** The appender's figures. */
    List<FigureSource> figures();

    /**
     * The ring has ended: lets go of everything.
     *
     * @param left how many accepted events it left behind
     * @param drainTimeout how long it had
     */
    void close(long left, Duration drainTimeout);
}
