package io.penstock.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.Books;
import io.penstock.Delivery;
import io.penstock.SenderStats;
import io.penstock.TcpConfig;
import io.penstock.peer.FaultProxy.Direction;
import io.penstock.wire.Framing;
import io.penstock.wire.lines.LinesProtocol;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lines without acknowledgements to a good receiver behind a network that is none: the books are exact, order is kept
 * apart from repeats, and what is lost is no more than what {@code possiblyLost} says.
 *
 * <p>As long as the connection lives nothing may be lost. Where the proxy ends it, what the proxy had taken is outside
 * of the promise of {@code replay}; if that is less than {@code tailBytes}, as here where the receiver reads at once,
 * it is sent again and nothing is lost either. Where the proxy is made to hold more than that, it must be lost, and
 * told.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ReplayFaultyNetworkTest {

    private static final Duration LONG = Duration.ofSeconds(40);
    private static final int PER_SECOND = 4000;
    private static final int RECORD_BYTES = 200;

    @TempDir
    Path directory;

    @Test
    void replay_latencyAndJitter_eachRecordArrivesOnce() throws Exception {
        Outcome outcome = runOnOneConnection(3, 800, proxy -> proxy.latency(Direction.TO_SERVER, 5, 20));

        outcome.assertOneConnection();
    }

    @Test
    void replay_singleBytes_eachRecordArrivesOnce() throws Exception {
        Outcome outcome = runOnOneConnection(2, 0, proxy -> {
            long before = proxy.writes(Direction.TO_SERVER);
            proxy.slice(Direction.TO_SERVER, 1);
            await().atMost(LONG).until(() -> proxy.writes(Direction.TO_SERVER) - before > 20_000);
        });

        outcome.assertOneConnection();
    }

    /** Shorter than {@code writeTimeout}: the ring waits, and goes on. */
    @Test
    void replay_shortStalls_eachRecordArrivesOnce() throws Exception {
        Outcome outcome = runOnOneConnection(5, 1500, FaultProxy::stall);

        outcome.assertOneConnection();
    }

    @Test
    void replay_resetAgainAndAgain_losesNothing() throws Exception {
        Outcome outcome = runOnMany(15, 200, FaultProxy::reset);

        outcome.assertNothingLost();
        outcome.assertReconnects(15);
    }

    @Test
    void replay_closedAgainAndAgain_losesNothing() throws Exception {
        Outcome outcome = runOnMany(15, 200, FaultProxy::closeConnections);

        outcome.assertNothingLost();
        outcome.assertReconnects(15);
    }

    /** The sender is told that nothing will come back, while what it writes still gets through. */
    @Test
    void replay_halfClosedTowardsTheSender_losesNothing() throws Exception {
        Outcome outcome = runOnMany(15, 200, proxy -> proxy.halfClose(Direction.TO_CLIENT));

        outcome.assertNothingLost();
        outcome.assertReconnects(15);
    }

    /** The receiver believes that the sender has ended; the sender goes on writing until it is told otherwise. */
    @Test
    void replay_halfClosedTowardsTheReceiver_losesNothing() throws Exception {
        Outcome outcome = runOnMany(15, 200, proxy -> proxy.halfClose(Direction.TO_SERVER));

        outcome.assertNothingLost();
        outcome.assertReconnects(15);
    }

    @Test
    void replay_latencySlicesAndResets_losesNothing() throws Exception {
        Outcome outcome = runOnMany(10, 400, proxy -> {
            proxy.reset();
            proxy.latency(Direction.TO_SERVER, 2, 10);
            proxy.slice(Direction.TO_SERVER, 13);
        });

        outcome.assertNothingLost();
        outcome.assertReconnects(10);
    }

    /**
     * Longer than {@code writeTimeout}: the sender leaves a connection, and what is under way there arrives late, while
     * the next one is already at work. Order is therefore not asked for.
     */
    @Test
    void replay_longStalls_saysWhatItMayHaveLost() throws Exception {
        TcpConfig.Builder impatient = config().writeTimeout(Duration.ofMillis(200));
        try (Run run = new Run(impatient, 20_000)) {
            for (int time = 0; time < 4; time++) {
                run.awaitMore(300);
                long before = run.rig.stats().reconnects();
                run.proxy.stall();
                await().atMost(LONG).until(() -> run.rig.stats().reconnects() > before);
                run.proxy.heal();
            }
            Outcome outcome = run.end();

            outcome.assertAll();
            outcome.assertReconnects(4);
        }
    }

    /** The proxy holds more than is ever sent again, and then forgets it. */
    @Test
    void replay_resetOfAProxyThatHeldMuch_saysWhatItHasLost() throws Exception {
        try (Run run = new Run(config().tailBytes(0), PER_SECOND)) {
            for (int time = 0; time < 3; time++) {
                run.awaitMore(300);
                run.rig.awaitLinked(run.proxy, time);
                run.proxy.stall();
                run.awaitMore(4000);
                run.proxy.reset();
                run.proxy.heal();
            }
            Outcome outcome = run.end();

            outcome.assertAll();
            outcome.assertInOrder();
            outcome.assertReconnects(3);
            assertThat(outcome.lost())
                    .as("nothing was put to the test; " + outcome)
                    .isPositive();
        }
    }

    private static TcpConfig.Builder config() {
        return TcpConfig.builder()
                .delivery(Delivery.REPLAY)
                .connectTimeout(Duration.ofMillis(300))
                .maxInFlightBytes(1 << 20)
                .maxBackoff(Duration.ofMillis(100));
    }

    private interface Fault {
        void strike(FaultProxy proxy);
    }

    private Outcome runOnOneConnection(int times, int during, Fault fault) throws Exception {
        return run(times, false, during, fault);
    }

    /** Each strike ends a connection. */
    private Outcome runOnMany(int times, int during, Fault fault) throws Exception {
        return run(times, true, during, fault);
    }

    /** Strikes so often, and lets so many events come before all is well again. */
    private Outcome run(int times, boolean ending, int during, Fault fault) throws Exception {
        try (Run run = new Run(config(), PER_SECOND)) {
            for (int time = 0; time < times; time++) {
                run.awaitMore(300);
                run.rig.awaitLinked(run.proxy, ending ? time : 0);
                fault.strike(run.proxy);
                run.awaitMore(during);
                run.proxy.heal();
            }
            Outcome outcome = run.end();
            outcome.assertAll();
            outcome.assertInOrder();
            return outcome;
        }
    }

    /** A load, a sender, the proxy and a receiver in a process of its own. */
    private final class Run implements AutoCloseable {

        private final ReceiverProcess receiver;
        private final FaultProxy proxy;
        private final SenderRig rig;
        private final Load load;

        Run(TcpConfig.Builder tcp, int perSecond) throws IOException {
            receiver = ReceiverProcess.of("lines", directory);
            receiver.start();
            proxy = new FaultProxy(receiver.address());
            rig = new SenderRig(
                    SenderRig.patient(),
                    tcp.destination("127.0.0.1:" + proxy.port()),
                    new LinesProtocol(Framing.NEWLINE));
            load = Load.start(rig, perSecond, RECORD_BYTES);
        }

        void awaitMore(int events) throws InterruptedException {
            assertThat(load.awaitMore(events, LONG)).as(rig.stats().toString()).isTrue();
        }

        Outcome end() throws Exception {
            load.stop();
            assertThat(rig.flush(LONG)).as(rig.stats().toString()).isTrue();
            assertThat(rig.stop()).as(rig.stats().toString()).isZero();
            awaitQuiet();
            Outcome outcome =
                    new Outcome(load.offered(), load.accepted(), rig.books(), rig.stats(), Received.in(directory));
            rig.assertBooks(load.offered(), load.accepted());
            System.out.println(outcome);
            return outcome;
        }

        /** The proxy may still hold something of connections that were left. */
        private void awaitQuiet() {
            long[] seen = {-1};
            await().pollInterval(Duration.ofMillis(50))
                    .during(Duration.ofMillis(250))
                    .atMost(LONG)
                    .until(() -> {
                        long before = seen[0];
                        seen[0] = bytesReceived();
                        return seen[0] == before;
                    });
        }

        private long bytesReceived() {
            String[] files = directory.toFile().list();
            return files == null
                    ? 0
                    : Arrays.stream(files)
                            .mapToLong(file -> directory.resolve(file).toFile().length())
                            .sum();
        }

        @Override
        public void close() {
            load.close();
            rig.close();
            proxy.close();
            receiver.close();
        }
    }

    private record Outcome(long offered, long accepted, Books books, SenderStats stats, Received received) {

        long lost() {
            return received.lost(accepted);
        }

        /** What holds whatever happens. */
        void assertAll() {
            assertThat(accepted).as("waited for room; " + this).isEqualTo(offered);
            assertThat(books.unconfirmed()).as("unconfirmed; " + this).isEqualTo(accepted);
            assertThat(books.delivered() + books.failed() + books.pending() + books.dropped())
                    .as("anything else; " + this)
                    .isZero();
            assertThat(stats.sent()).as("sent; " + this).isEqualTo(accepted);
            assertThat(stats.possiblyLost()).as("possiblyLost; " + this).isGreaterThanOrEqualTo(lost());
            assertThat(received.strange()).as("strange; " + this).isZero();
            assertThat(received.numbers().length()).as("numbers; " + this).isLessThanOrEqualTo((int) accepted);
            assertThat(received.duplicates()).as("duplicates; " + this).isLessThanOrEqualTo(stats.resent());
        }

        void assertInOrder() {
            assertThat(received.outOfOrder()).as("out of order; " + this).isZero();
        }

        void assertNothingLost() {
            assertThat(lost())
                    .as("lost " + received.firstLost(accepted) + "; " + this)
                    .isZero();
        }

        void assertReconnects(int least) {
            assertThat(stats.reconnects()).as(toString()).isGreaterThanOrEqualTo(least);
        }

        /** The network was bad, and the connection lived. */
        void assertOneConnection() {
            assertNothingLost();
            assertThat(stats.reconnects()).as(toString()).isZero();
            assertThat(stats.possiblyLost()).as(toString()).isZero();
            assertThat(received.duplicates()).as(toString()).isZero();
        }

        @Override
        public String toString() {
            return "accepted=" + accepted + " lost=" + lost() + " " + received + " | " + books + " | " + stats;
        }
    }
}
