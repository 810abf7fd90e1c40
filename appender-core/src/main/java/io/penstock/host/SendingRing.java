package io.penstock.host;

import io.penstock.AsyncConfig;
import io.penstock.SenderStats;
import io.penstock.TcpConfig;
import io.penstock.net.TlsEngines;
import io.penstock.ring.AsyncRing;
import io.penstock.ring.RingSlot;
import io.penstock.ring.RingTally;
import io.penstock.sink.Announcer;
import io.penstock.sink.TimeSource;
import io.penstock.stats.FigureSource;
import io.penstock.tcp.TcpSink;
import io.penstock.wire.RecordEncoder;
import io.penstock.wire.WireProtocol;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A ring and the sender behind it, which count in one tally. Safe for any thread.
 *
 * @param <S> the host's slot
 */
public final class SendingRing<S extends RingSlot> {

    private final AsyncRing<S> ring;
    private final TcpSink<S> sender;
    private final boolean acknowledges;
    private final Announcer announcer;

    /**
     * Nothing is started or connected before the first event.
     *
     * @param tls null: without TLS
     * @throws IllegalArgumentException if sender and protocol do not go together
     */
    public SendingRing(
            AsyncConfig config,
            String threadName,
            Supplier<S> slots,
            TcpConfig tcp,
            WireProtocol protocol,
            RecordEncoder<S> encoder,
            @Nullable TlsEngines tls,
            Announcer announcer) {
        RingTally tally = new RingTally();
        this.sender = new TcpSink<>(tcp, protocol, encoder, tls, tally, announcer, TimeSource.system());
        this.ring = new AsyncRing<>(
                config, threadName, slots, sender, sender.traits(), tally, announcer, TimeSource.system());
        sender.countDrops(() -> ring.books().dropped());
        this.acknowledges = protocol.acknowledges() != WireProtocol.Unit.NONE;
        this.announcer = announcer;
    }

    public AsyncRing<S> ring() {
        return ring;
    }

    /** One consistent snapshot. */
    public SenderStats stats() {
        return sender.stats();
    }

    public List<FigureSource> figures() {
        return List.of(ring.figures(), sender.figures());
    }

    /**
     * After a stop of the ring: says what it has left behind, if anything, and the ring does not go on by itself.
     *
     * @param what has run out of time, for instance {@code stopped}
     * @param left how many accepted events the ring has left
     */
    public void tellLeft(String what, Duration longest, long left) {
        if (!ring.goesOn() && left + unacknowledged() > 0) {
            ring.tell(() -> tell(what, longest, left));
        }
    }

    /** Says that not everything was sent, or acknowledged, within this time. */
    public void tell(String what, Duration longest, long left) {
        announcer.warn(
                TimeoutWords.of(
                        what,
                        longest,
                        "with " + left + " events not sent"
                                + (acknowledges ? " and " + unacknowledged() + " sent but not acknowledged" : ""),
                        "see why the destination does not take them"),
                null);
    }

    private long unacknowledged() {
        return acknowledges ? sender.stats().unconfirmed() : 0;
    }
}
