package io.penstock.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.Destination;
import io.penstock.SenderState;
import io.penstock.SenderStats;
import io.penstock.TcpConfig;
import io.penstock.net.Connection;
import io.penstock.ring.ManualTime;
import io.penstock.ring.RecordingAnnouncer;
import io.penstock.ring.RingTally;
import io.penstock.tcp.dial.NameService;
import io.penstock.tcp.probe.ReadProbe;
import io.penstock.tcp.probe.StateProbe;
import io.penstock.tcp.window.Records;
import io.penstock.wire.Framing;
import io.penstock.wire.WireProtocol;
import io.penstock.wire.lines.LinesProtocol;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;

/** A TCP sink over real sockets whose drain thread is the test's thread, and whose time stands still unless moved. */
final class DrivenSink implements AutoCloseable {

    final ManualTime time = new ManualTime();
    final RecordingAnnouncer announcer = new RecordingAnnouncer();
    final RingTally tally = new RingTally();
    final TcpSink<TextSlot> sink;
    /** For the connections to come. */
    Function<SocketChannel, StateProbe> probing = channel -> ReadProbe.INSTANCE;
    /** For the connections to come. */
    UnaryOperator<Connection> wrapping = UnaryOperator.identity();
    /** A number from 0 up to and without its operand. */
    LongUnaryOperator dice = bound -> 0;

    private final TextSlot slot = new TextSlot();

    DrivenSink(TcpConfig.Builder config) {
        this(config, new LinesProtocol(Framing.NEWLINE), NameService.SYSTEM);
    }

    DrivenSink(TcpConfig.Builder config, WireProtocol protocol) {
        this(config, protocol, NameService.SYSTEM);
    }

    DrivenSink(TcpConfig.Builder config, WireProtocol protocol, NameService names) {
        this(config, protocol, names, UnaryOperator.identity());
    }

    /** With stages in front of the window. */
    DrivenSink(TcpConfig.Builder config, WireProtocol protocol, UnaryOperator<Records> stages) {
        this(config, protocol, NameService.SYSTEM, stages);
    }

    /** As long as nobody changes the dice, which always show 0, back-off is the shortest there may be. */
    private DrivenSink(
            TcpConfig.Builder config, WireProtocol protocol, NameService names, UnaryOperator<Records> stages) {
        ConnectionFactory connections = new ConnectionFactory() {
            @Override
            public Connection open(SocketChannel channel, Destination destination) {
                return wrapping.apply(Connection.plain(channel));
            }

            @Override
            public StateProbe probe(SocketChannel channel) {
                return probing.apply(channel);
            }
        };
        sink = new TcpSink<>(
                config.build(),
                protocol,
                new TextSlot.Encoder(),
                connections,
                names,
                bound -> dice.applyAsLong(bound),
                stages,
                tally,
                announcer,
                time);
    }

    /** For the connections to come. */
    void probeWith(StateProbe next) {
        probing = channel -> next;
    }

    void deliver(String text) throws Exception {
        deliver(text, "");
    }

    void deliver(String text, String logger) throws Exception {
        slot.text = text;
        slot.logger = logger;
        sink.deliver(slot);
    }

    void turn(int rounds) {
        for (int i = 0; i < rounds; i++) {
            sink.traits().sleeper().nap(1);
            sink.advance();
        }
    }

    /** Drives the sink, while time stands still. */
    void turnUntil(String what, BooleanSupplier condition) {
        turnUntil(what, Duration.ZERO, condition);
    }

    /**
     * Drives the sink, and moves time by so much each round in which it waits for its next attempt. As long as it waits for
     * the peer, time stands still: however late the peer's threads are, no time-out passes and no connection grows old.
     */
    void turnUntil(String what, Duration step, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start).as(what).isLessThan(TimeUnit.SECONDS.toNanos(20));
            if (!sink.advance()) {
                // The peer's threads need a core as well.
                LockSupport.parkNanos(20_000);
                sink.traits().sleeper().nap(1);
            }
            if (stats().state() == SenderState.WAITING) {
                time.advance(step);
            }
        }
    }

    void turnUntil(SenderState state) {
        turnUntil("state " + state, () -> stats().state() == state);
    }

    /** Passes the two seconds that what was written has to survive. */
    void believe() {
        turnUntil(SenderState.OPEN);
        time.advance(Duration.ofSeconds(2));
        turn(1);
    }

    /**
     * Drives the sink, and moves time by so much whenever nothing has moved for some milliseconds, whatever it waits for.
     * Only with time-outs that are much longer than the step.
     */
    void turnPatiently(String what, Duration step, BooleanSupplier condition) {
        long start = System.nanoTime();
        long moved = start;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start).as(what).isLessThan(TimeUnit.SECONDS.toNanos(20));
            if (sink.advance()) {
                moved = System.nanoTime();
            } else if (System.nanoTime() - moved > TimeUnit.MILLISECONDS.toNanos(3)) {
                time.advance(step);
                moved = System.nanoTime();
            } else {
                LockSupport.parkNanos(20_000);
                sink.traits().sleeper().nap(1);
            }
        }
    }

    SenderStats stats() {
        return sink.stats();
    }

    @Override
    public void close() throws IOException {
        sink.close();
        // What the ring would say: nothing is counted twice.
        assertThat(tally.delivered()).isNotNegative();
        assertThat(tally.unconfirmed()).isNotNegative();
    }
}
