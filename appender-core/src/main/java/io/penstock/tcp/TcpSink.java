package io.penstock.tcp;

import io.penstock.Delivery;
import io.penstock.SenderStats;
import io.penstock.TcpConfig;
import io.penstock.encode.RecordBound;
import io.penstock.encode.Utf8Buffer;
import io.penstock.net.SelectorSleeper;
import io.penstock.net.TlsEngines;
import io.penstock.sink.Announcer;
import io.penstock.sink.Echoes;
import io.penstock.sink.LossReport;
import io.penstock.sink.Sink;
import io.penstock.sink.SinkTraits;
import io.penstock.sink.Tally;
import io.penstock.sink.TimeSource;
import io.penstock.stats.FigureSource;
import io.penstock.tcp.dial.NameService;
import io.penstock.tcp.window.InFlightWindow;
import io.penstock.tcp.window.Records;
import io.penstock.wire.RecordEncoder;
import io.penstock.wire.RecordNumber;
import io.penstock.wire.WireProtocol;
import io.penstock.wire.choice.Protocols;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The sink that sends events over one TCP connection at a time. Confined to the drain thread, but for {@link #stats}
 * and {@link #countDrops}.
 *
 * <p>An event is encoded once and handed to the {@link Records}, and is the ring's no more. If those are full there is no
 * room, and the ring's overflow policy decides: no caller ever waits for the network.
 *
 * @param <S> the event, as it lies in the ring
 */
public final class TcpSink<S> implements Sink<S> {

    private static final int INITIAL_RECORD_BYTES = 1024;

    private final TcpConfig config;
    private final String protocol;
    private final RecordEncoder<S> encoder;
    private final SinkTraits traits;
    private final Records records;
    private final Sender sender;
    private final Announcer announcer;
    private final int batchBytes;
    private final int maxRecordBytes;
    private final int recordBytes;
    /** Given where a record enters: an event that cannot be encoded leaves a gap. */
    private final RecordNumber number = new RecordNumber(UUID.randomUUID().toString(), 0);

    private final Utf8Buffer record = new Utf8Buffer(INITIAL_RECORD_BYTES);
    private long bytesSinceAdvance;
    private boolean toldOfShortening;
    private boolean finishing;

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
        this(
                config,
                protocol,
                encoder,
                ConnectionFactory.of(config, tls, announcer, time),
                NameService.SYSTEM,
                bound -> ThreadLocalRandom.current().nextLong(bound),
                UnaryOperator.identity(),
                tally,
                announcer,
                time);
    }

    /**
     * With other sockets, names and dice.
     *
     * @param stages puts what it returns in front of the window
     */
    TcpSink(
            TcpConfig config,
            WireProtocol protocol,
            RecordEncoder<S> encoder,
            ConnectionFactory connections,
            NameService names,
            LongUnaryOperator random,
            UnaryOperator<Records> stages,
            Tally tally,
            Announcer announcer,
            TimeSource time) {
        List<String> problems = problems(config, protocol);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        this.config = config;
        this.protocol = protocol.name();
        this.encoder = encoder;
        this.announcer = announcer;
        this.batchBytes = config.maxBatchBytes();
        this.maxRecordBytes = config.maxRecordBytes();
        // What the frame adds depends on the record's length at most by a digit or two: this is enough for the longest.
        this.recordBytes = maxRecordBytes - (protocol.frameBytes(maxRecordBytes) - maxRecordBytes);
        SelectorSleeper sleeper = new SelectorSleeper(time);
        this.traits =
                new SinkTraits("The sender", protocol.acknowledges() != WireProtocol.Unit.NONE, sleeper, Echoes.NONE);
        InFlightWindow window = new InFlightWindow(config, protocol, tally);
        this.records = stages.apply(window);
        this.sender = new Sender(config, protocol, window, connections, names, random, sleeper, announcer, time);
    }

    /** What is wrong with this protocol under these settings, one sentence each. Empty if nothing is. */
    public static List<String> problems(TcpConfig config, WireProtocol protocol) {
        if (protocol.acknowledges() != WireProtocol.Unit.NONE || config.delivery() != Delivery.ACKED) {
            return List.of();
        }
        return List.of("delivery=acked needs a protocol that acknowledges, and protocol=" + protocol.name()
                + " does not; use protocol=" + Protocols.ALL.acknowledging() + " or delivery=replay");
    }

    /** A consistent snapshot. Any thread. */
    public SenderStats stats() {
        return sender.board().read().stats();
    }

    /** What there is to know of this sender: its statistics and its settings. It does not keep the sender alive. */
    public FigureSource figures() {
        return new SenderFigures(sender.board(), config, protocol, traits.acknowledges());
    }

    /**
     * Where to learn how many events the ring has dropped so far: the line that ends an outage then says how many were
     * dropped meanwhile. Any thread.
     */
    public void countDrops(LongSupplier soFar) {
        sender.countDrops(soFar);
    }

    /** Any thread. */
    public SinkTraits traits() {
        return traits;
    }

    @Override
    public boolean hasRoom() {
        return records.hasRoom();
    }

    @Override
    public void deliver(S slot) throws Exception {
        record.clear();
        encoder.encode(number.next(), slot, record);
        if (record.size() > recordBytes) {
            shorten(slot);
        }
        if (record.size() == 0) {
            // Not sent: some framings have no empty record, and receivers drop it. So nobody will ever have it.
            throw new IllegalArgumentException(
                    "the encoder made no bytes of the event, and an empty record is not sent;"
                            + " let it end each record with a line end, or filter such events");
        }
        records.add(record, encoder.logger(slot));
        bytesSinceAdvance += record.size();
    }

    private void shorten(S slot) throws Exception {
        int original = record.size();
        record.clear();
        encoder.encodeWithin(new RecordBound(maxRecordBytes, recordBytes, original), number, slot, record);
        if (!toldOfShortening) {
            toldOfShortening = true;
            announce("A record of " + original + " bytes was shortened to " + record.size()
                    + " because of maxRecordBytes="
                    + maxRecordBytes + "; raise maxRecordBytes if the receiver takes longer ones. Further ones"
                    + " are shortened without a word here; each says so itself");
        }
    }

    private void announce(String message) {
        try {
            announcer.warn(message, null);
        } catch (Throwable failing) {
            // A status channel that throws leaves nobody to tell; the record is sent all the same.
        }
    }

    @Override
    public void report(LossReport report) throws Exception {
        if (sender.isFinished()) {
            // After a sender has finished, its connection is closed and takes no report any more.
            return;
        }
        record.clear();
        encoder.encode(number.next(), report, record);
        if (record.size() != 0) {
            records.addOwn(record);
        }
    }

    /** Writes in the midst of a full ring's worth of events, so that the network has something to do meanwhile. */
    @Override
    public void endOfBatch() {
        records.endOfBatch();
        if (bytesSinceAdvance >= batchBytes) {
            advance();
        }
    }

    @Override
    public boolean advance() {
        bytesSinceAdvance = 0;
        boolean handedOn = records.advance();
        return sender.advance() || handedOn;
    }

    @Override
    public long flush() {
        records.endOfBatch();
        return records.added();
    }

    @Override
    public boolean hasArrived(long mark) {
        return records.hasArrived(Math.min(mark, records.added()));
    }

    @Override
    public void hurry() {
        sender.hurry();
    }

    /** What is in the window already is sent all the same, if that fails. */
    private void endLastBatch() {
        try {
            records.endOfBatch();
        } catch (Throwable failure) {
            announce("The last batch could not be handed on to the sender: " + failure);
        }
    }

    @Override
    public boolean finish() {
        if (!finishing) {
            endLastBatch();
            // Once nothing more will come to the window, neither from the ring nor from a stage in front of it.
            finishing = !records.isHolding();
            if (finishing) {
                sender.finish();
            }
        }
        return finishing && sender.isFinished();
    }

    @Override
    public void close() {
        try {
            records.close();
        } finally {
            sender.close();
        }
    }
}
