package io.penstock.logback;

import io.penstock.SenderStats;
import io.penstock.ring.Announcer;
import io.penstock.ring.AsyncRing;
import io.penstock.ring.BooksRegistration;
import io.penstock.tcp.TcpSink;
import java.time.Duration;

/** A ring and the sender behind it. Safe for any thread. */
record SenderOutput(AsyncRing<EventSlot> ring, TcpSink<EventSlot> sender, Recipients recipients, Announcer announcer)
        implements RingOutput {

    @Override
    public void register(BooksRegistration registration, String appenderName, Announcer statuses) {
        registration.register("TcpAppender", appenderName, ring, statuses);
    }

    @Override
    public void close(long left, Duration drainTimeout) {
        SenderStats stats = sender.stats();
        if (left > 0 || stats.unconfirmedInWindow() > 0) {
            announcer.warn("left to do", null);
        }
    }
}
