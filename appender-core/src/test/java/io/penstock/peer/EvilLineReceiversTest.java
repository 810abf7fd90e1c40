package io.penstock.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.Books;
import io.penstock.Delivery;
import io.penstock.SenderStats;
import io.penstock.TcpConfig;
import io.penstock.peer.ScriptedPeer.Script;
import io.penstock.wire.Framing;
import io.penstock.wire.lines.LinesProtocol;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a receiver of lines can do to a sender, which is less, since nobody listens to it. */
class EvilLineReceiversTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration TIMEOUT = Duration.ofMillis(250);
    private static final Duration DRAIN_TIMEOUT = Duration.ofMillis(400);
    /** A busy machine's; with the default drainTimeout it would be more. */
    private static final Duration GRACE = Duration.ofSeconds(4);

    private static final int RECORD_BYTES = 2000;
    private static final long WINDOW_BYTES = 512 << 10;

    private enum Evil {
        NEVER_READS(Talk::playDead),

        CLOSES_AT_ONCE(talk -> {}),

        RESETS_AT_ONCE(Talk::reset),

        CLOSES_AFTER_EACH_READ(Talk::read),

        RESETS_AFTER_EACH_READ(talk -> {
            talk.read();
            talk.reset();
        }),

        ENDS_ITS_SIDE_AND_GOES_ON_READING(talk -> {
            talk.halfClose();
            talk.readToEnd();
        }),

        /** Told to a sender that does not listen, for as long as it stays. */
        TALKS_WITHOUT_END(talk -> {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 1024; i++) {
                talk.say(zeros);
            }
        });

        private final Script script;

        Evil(Script script) {
            this.script = script;
        }
    }

    @ParameterizedTest
    @EnumSource(Evil.class)
    void sender_evilReceiver_staysBoundedAndClaimsNothing(Evil evil) throws Exception {
        TcpConfig.Builder tcp = TcpConfig.builder()
                .delivery(Delivery.REPLAY)
                .tailBytes(16 << 10)
                .writeTimeout(TIMEOUT)
                .connectTimeout(TIMEOUT)
                .maxBackoff(Duration.ofMillis(200))
                .maxBatchBytes(16 << 10)
                .maxInFlightBytes(WINDOW_BYTES);
        try (ScriptedPeer peer = new ScriptedPeer(evil.script);
                SenderRig rig = new SenderRig(
                        SenderRig.hasty().ringSize(64).drainTimeout(DRAIN_TIMEOUT),
                        tcp.destination("127.0.0.1:" + peer.port()),
                        new LinesProtocol(Framing.NEWLINE))) {
            long[] counts = new long[2];

            await().atMost(LONG).pollInterval(Duration.ofMillis(2)).until(() -> {
                for (int i = 0; i < 64; i++) {
                    counts[0]++;
                    counts[1] += rig.offer(counts[1], RECORD_BYTES) ? 1 : 0;
                }
                SenderStats stats = rig.stats();
                assertThat(stats.windowBytes()).as(stats.toString()).isLessThanOrEqualTo(WINDOW_BYTES + RECORD_BYTES);
                return peer.connections() >= 4 || (evil == Evil.TALKS_WITHOUT_END && counts[0] > 64 * 500);
            });

            long begin = System.nanoTime();
            rig.stop();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(DRAIN_TIMEOUT.plus(GRACE));
            await().atMost(LONG).until(() -> !rig.isRunning());
            Books books = rig.assertBooks(counts[0], counts[1]);
            assertThat(books.delivered()).as(books.toString()).isZero();
            assertThat(books.failed()).as(books.toString()).isZero();
            assertThat(rig.stats().protocolErrors()).as(rig.stats().toString()).isZero();
        }
    }
}
