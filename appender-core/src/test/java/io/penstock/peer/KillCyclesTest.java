package io.penstock.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.Books;
import io.penstock.Delivery;
import io.penstock.SenderState;
import io.penstock.SenderStats;
import io.penstock.TcpConfig;
import io.penstock.wire.Framing;
import io.penstock.wire.WireProtocol;
import io.penstock.wire.lines.LinesProtocol;
import io.penstock.wire.relp.RelpProtocol;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A receiver that is killed with -9 and restarted, again and again, under 4,000 records a second. What is in its files is
 * compared with what the sender says.
 */
@Timeout(value = 600, unit = TimeUnit.SECONDS)
class KillCyclesTest {

    private static final int PER_SECOND = 4000;
    private static final int RECORD_BYTES = 200;
    private static final int SLOW = 400_000;
    private static final int MANY = Soak.count(20, 100);
    private static final int SOME = Soak.count(10, 100);
    /** Small, so that a slow reader soon works off what is left at the end; replay needs 640 KiB. */
    private static final long WINDOW_BYTES = 1 << 20;

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void acked_fastReader_losesNothing() throws Exception {
        Outcome outcome = run(relp(), Delivery.ACKED, MANY, Lives.SHORT);

        outcome.assertNothingLost();
        outcome.assertAcked();
    }

    @Test
    void acked_slowReader_losesNothing() throws Exception {
        Outcome outcome = run(relp().slow(SLOW), Delivery.ACKED, MANY, Lives.SHORT);

        outcome.assertNothingLost();
        outcome.assertAcked();
    }

    @Test
    void acked_readerThatHoldsRecords_losesNothing() throws Exception {
        Outcome outcome = run(relp().holding(50), Delivery.ACKED, SOME, Lives.SHORT);

        outcome.assertNothingLost();
        outcome.assertAcked();
    }

    @Test
    void replay_fastReader_losesNothing() throws Exception {
        Outcome outcome = run(lines(), Delivery.REPLAY, MANY, Lives.MIXED);

        outcome.assertNothingLost();
        outcome.assertUnconfirmed();
    }

    /** No connection lives long enough to be a good one: the replay window must not be used up by them. */
    @Test
    void replay_livesTooShortToCount_losesNothing() throws Exception {
        Outcome outcome = run(lines(), Delivery.REPLAY, SOME, Lives.SHORT);

        outcome.assertNothingLost();
        outcome.assertUnconfirmed();
    }

    @Test
    void replay_slowReader_saysWhatItMayHaveLost() throws Exception {
        Outcome outcome = run(lines().slow(SLOW), Delivery.REPLAY, SOME, Lives.MIXED);

        outcome.assertUnconfirmed();
    }

    @Test
    void bestEffort_fastReader_saysWhatItMayHaveLost() throws Exception {
        Outcome outcome = run(lines(), Delivery.BEST_EFFORT, SOME, Lives.MIXED);

        outcome.assertUnconfirmed();
    }

    @Test
    void bestEffort_slowReader_saysWhatItHasLost() throws Exception {
        Outcome outcome = run(lines().slow(SLOW), Delivery.BEST_EFFORT, SOME, Lives.MIXED);

        // Otherwise the kills were too gentle to show anything in the other tests either.
        assertThat(outcome.lost()).as(outcome.toString()).isPositive();
        outcome.assertUnconfirmed();
    }

    private ReceiverProcess relp() throws IOException {
        return ReceiverProcess.of("relp", directory);
    }

    private ReceiverProcess lines() throws IOException {
        return ReceiverProcess.of("lines", directory);
    }

    /** How long a receiver lives. */
    private enum Lives {
        /** Less than what makes a connection a good one. */
        SHORT(80, 200),
        /** Some less, some more. */
        MIXED(80, 1400);

        private final int leastMillis;
        private final int mostMillis;

        Lives(int leastMillis, int mostMillis) {
            this.leastMillis = leastMillis;
            this.mostMillis = mostMillis;
        }

        Duration next(SplittableRandom random) {
            return Duration.ofMillis(random.nextInt(leastMillis, mostMillis + 1));
        }
    }

    private Outcome run(ReceiverProcess receiver, Delivery delivery, int cycles, Lives lives) throws Exception {
        WireProtocol protocol = delivery == Delivery.ACKED ? new RelpProtocol() : new LinesProtocol(Framing.NEWLINE);
        SplittableRandom random = new SplittableRandom(20170611);
        TcpConfig.Builder tcp = TcpConfig.builder()
                .destination("127.0.0.1:" + receiver.port())
                .delivery(delivery)
                .maxInFlightBytes(WINDOW_BYTES)
                .maxBackoff(Duration.ofMillis(100));
        long begin = System.nanoTime();
        try (receiver;
                SenderRig rig = new SenderRig(SenderRig.patient(), tcp, protocol);
                Load load = Load.start(rig, PER_SECOND, RECORD_BYTES)) {
            receiver.start();
            for (int cycle = 0; cycle < cycles; cycle++) {
                receiver.prepareNextLife();
                if (cycle % 2 == 0) {
                    // On a busy machine a short life may be over before the sender has got a connection.
                    long reconnects = cycle / 2;
                    await().atMost(LONG)
                            .pollInterval(Duration.ofMillis(1))
                            .until(() -> rig.stats().state() == SenderState.OPEN
                                    && rig.stats().reconnects() >= reconnects);
                }
                // Not a wait for anything: this is how long the receiver lives, and how long it is gone.
                pause(load, lives.next(random));
                receiver.kill();
                pause(load, Duration.ofMillis(random.nextInt(10, 51)));
                receiver.start();
            }
            // All of the backlog, so that the last connection is a good one too.
            pause(load, Duration.ofMillis(1200));
            load.stop();

            boolean flushed = rig.flush(LONG);
            long left = rig.stop();

            Outcome outcome = new Outcome(
                    load.offered(), load.accepted(), flushed, left, rig, Received.in(directory), receiver.lives());
            System.out.printf(
                    "%s, %s: %d kills in %.1f s, %s%n",
                    delivery, protocol.name(), cycles, (System.nanoTime() - begin) / 1e9, outcome);
            outcome.assertAll();
            return outcome;
        }
    }

    private static void pause(Load load, Duration duration) throws InterruptedException {
        load.awaitMore(Long.MAX_VALUE / 2, duration);
    }

    private record Outcome(
            long offered, long accepted, boolean flushed, long left, SenderRig rig, Received received, int lives) {

        long lost() {
            return received.lost(accepted);
        }

        /** What holds for each promise. */
        void assertAll() {
            SenderStats stats = rig.stats();
            assertThat(flushed).as("flushed; " + this).isTrue();
            assertThat(left).as("left; " + this).isZero();
            assertThat(received.strange()).as("strange; " + this).isZero();
            assertThat(received.outOfOrder()).as("out of order; " + this).isZero();
            assertThat(received.numbers().length()).as("numbers; " + this).isLessThanOrEqualTo((int) accepted);
            assertThat(stats.possiblyLost()).as("possiblyLost; " + this).isGreaterThanOrEqualTo(lost());
            assertThat(stats.sent()).as("sent; " + this).isEqualTo(accepted);
            // A short life may be over before the back-off is.
            assertThat(stats.reconnects()).as("reconnects; " + this).isGreaterThanOrEqualTo(lives / 2);
            assertThat(received.duplicates()).as("duplicates; " + this).isLessThanOrEqualTo(stats.resent());
            Books books = rig.assertBooks(offered, accepted);
            assertThat(books.pending()).as("pending; " + this).isZero();
            assertThat(books.failed()).as("failed; " + this).isZero();
            assertThat(books.dropped()).as("dropped; " + this).isZero();
        }

        void assertNothingLost() {
            assertThat(lost()).as(toString()).isZero();
        }

        void assertAcked() {
            assertThat(rig.books().delivered()).as(toString()).isEqualTo(accepted);
            assertThat(rig.books().unconfirmed()).as(toString()).isZero();
            assertThat(rig.stats().possiblyLost()).as(toString()).isZero();
        }

        void assertUnconfirmed() {
            assertThat(rig.books().delivered()).as(toString()).isZero();
            assertThat(rig.books().unconfirmed()).as(toString()).isEqualTo(accepted);
        }

        @Override
        public String toString() {
            return "accepted=" + accepted + " lost=" + lost() + received.firstLost(accepted) + " " + received
                    + " lives=" + lives + " | " + rig.books() + " | " + rig.stats();
        }
    }
}
