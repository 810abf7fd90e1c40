package io.penstock.logback;

import io.penstock.context.ContextCarriers;
import io.penstock.host.SendingRing;
import io.penstock.logback.capture.EventSlot;
import io.penstock.logback.capture.Recipients;
import io.penstock.ring.AsyncRing;
import io.penstock.stats.FigureSource;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A ring and the sender behind it. Safe for any thread. */
record SenderOutput(
        SendingRing<EventSlot> sender,
        Recipients recipients,
        @Nullable ContextCarriers carriers) implements RingOutput {

    @Override
    public AsyncRing<EventSlot> ring() {
        return sender.ring();
    }

    @Override
    public List<FigureSource> figures() {
        return sender.figures();
    }

    @Override
    public void close(long left, Duration drainTimeout) {
        sender.tellLeft("stopped", drainTimeout, left);
    }
}
