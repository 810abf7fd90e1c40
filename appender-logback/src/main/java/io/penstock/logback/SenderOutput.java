package io.penstock.logback;

import io.penstock.context.ContextCarriers;
import io.penstock.logback.capture.EventSlot;
import io.penstock.logback.capture.Recipients;
import io.penstock.ring.AsyncRing;
import io.penstock.sink.Announcer;
import io.penstock.stats.FigureSource;
import io.penstock.tcp.TcpSink;
import io.penstock.words.DurationWords;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ring and the sender behind it. Safe for any thread.
 *
 * @param acknowledges whether the protocol has acknowledgements
 */
record SenderOutput(
        AsyncRing<EventSlot> ring,
        TcpSink<EventSlot> sender,
        boolean acknowledges,
        Recipients recipients,
        @Nullable ContextCarriers carriers,
        Announcer announcer)
        implements RingOutput {

    @Override
    public List<FigureSource> figures() {
        return List.of(ring.figures(), sender.figures());
    }

    @Override
    public void close(long left, Duration drainTimeout) {
        if (ring.goesOn()) {
            return;
        }
        long unacknowledged = acknowledges ? sender.stats().unconfirmed() : 0;
        if (left + unacknowledged > 0) {
            ring.tell(() -> announcer.warn(
                    "stopped after drainTimeout=" + DurationWords.of(drainTimeout) + " with " + left
                            + " events not sent"
                            + (acknowledges ? " and " + unacknowledged + " sent but not acknowledged" : "")
                            + "; raise drainTimeout, or see why the destination does not take them",
                    null));
        }
    }
}
