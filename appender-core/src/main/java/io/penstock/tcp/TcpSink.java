package io.penstock.tcp;

import io.penstock.Delivery;
import io.penstock.SenderStats;
import io.penstock.TcpConfig;
import io.penstock.encode.Utf8Buffer;
import io.penstock.ring.Announcer;
import io.penstock.ring.LossReport;
import io.penstock.ring.RingSlot;
import io.penstock.ring.Sink;
import io.penstock.ring.Tally;
import io.penstock.ring.TimeSource;
import io.penstock.wire.WireProtocol;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sink that sends events over one TCP connection at a time. Confined to the drain thread, but for {@link #stats}.
 *
 * @param <S> the host's slot
 */
public final class TcpSink<S extends RingSlot> implements Sink<S> {

    private static final int INITIAL_RECORD_BYTES = 1024;

    private final RecordEncoder<S> encoder;
    private final Utf8Buffer record = new Utf8Buffer(INITIAL_RECORD_BYTES);

    /**
     * A sender that has done nothing yet; the first event makes it connect.
     *
     * @param tls null: without TLS
     * @param tally the ring's
     * @throws IllegalArgumentException if there are {@link #problems}; the message lists them all
     */
    public TcpSink(
            TcpConfig config,
            WireProtocol protocol,
            RecordEncoder<S> encoder,
            @Nullable TlsEngines tls,
            Tally tally,
            Announcer announcer,
            TimeSource time) {
        List<String> problems = problems(config, protocol);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        this.encoder = encoder;
    }

    /** What is wrong with this protocol under these settings, one sentence each. Empty if nothing is. */
    public static List<String> problems(TcpConfig config, WireProtocol protocol) {
        if (config.delivery() == Delivery.ACKED && protocol.acknowledges() == WireProtocol.Unit.NONE) {
            return List.of("delivery=acked needs a protocol that acknowledges, and protocol=" + protocol.name()
                    + " does not; use protocol=relp or delivery=replay");
        }
        return List.of();
    }

    /** A consistent snapshot. Any thread. */
    public SenderStats stats() {
        return SenderStats.empty();
    }

    @Override
    public boolean keepsTally() {
        return true;
    }

    @Override
    public void deliver(S slot) throws Exception {
        record.clear();
        encoder.encode(slot, record);
    }

    @Override
    public void report(LossReport report) throws Exception {
        record.clear();
        encoder.encode(report, record);
    }

    @Override
    public void endOfBatch() {}

    @Override
    public void flush() {}
}
