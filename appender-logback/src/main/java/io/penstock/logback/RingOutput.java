package io.penstock.logback;

import io.penstock.context.ContextCarriers;
import io.penstock.logback.capture.EventSlot;
import io.penstock.logback.capture.Recipients;
import io.penstock.ring.AsyncRing;
import io.penstock.ring.BooksRegistration;
import io.penstock.sink.Announcer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a {@link RingAppender} opens at start: a ring, and behind it whatever takes the events. Safe for any thread. */
interface RingOutput {

    AsyncRing<EventSlot> ring();

    Recipients recipients();

    /** What is captured on the calling thread besides the event; null: nothing. */
    @Nullable
    ContextCarriers carriers();

    /** Shows the books in JMX. */
    void register(BooksRegistration registration, String appenderName, Announcer announcer);

    /**
     * The ring has ended: lets go of everything.
     *
     * @param left how many accepted events it left behind
     * @param drainTimeout how long it had
     */
    void close(long left, Duration drainTimeout);
}
