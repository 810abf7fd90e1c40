package io.penstock.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.Books;
import io.penstock.Delivery;
import io.penstock.SenderStats;
import io.penstock.TcpConfig;
import io.penstock.wire.relp.RelpProtocol;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What no receiver should do, and every sender should survive. */
class EvilPeersTest {

    private static final Duration LONG = Duration.ofSeconds(40);
    private static final int RECORD_BYTES = 2000;
    private static final int BATCH_BYTES = 16 << 10;
    private static final int WINDOW_BYTES = 128 << 10;
    private static final Duration BACKOFF = Duration.ofMillis(20);
    private static final Duration MAX_BACKOFF = Duration.ofMillis(200);
    private static final Duration TIMEOUT = Duration.ofMillis(250);
    private static final Duration DRAIN_TIMEOUT = Duration.ofMillis(400);

    /**
     * {@code stop()} gives a drain thread that does not end another 200 ms; the rest is a busy machine's. With the default
     * drainTimeout it would be more.
     */
    private static final Duration GRACE = Duration.ofSeconds(4);

    /** Buffers besides the window: one being filled, one for reading, the JDK's own for its sockets. */
    private static final long OTHER_BUFFERS = 512 << 10;

    private static TcpConfig.Builder impatient(int port) {
        return TcpConfig.builder()
                .destination("127.0.0.1:" + port)
                .delivery(Delivery.ACKED)
                .connectTimeout(TIMEOUT)
                .writeTimeout(TIMEOUT)
                .ackTimeout(TIMEOUT)
                .backoff(BACKOFF)
                .maxBackoff(MAX_BACKOFF)
                .maxInFlightBytes(WINDOW_BYTES)
                .maxBatchBytes(BATCH_BYTES);
    }

    @ParameterizedTest
    @EnumSource(EvilScript.class)
    void sender_evilPeer_staysBoundedAndTellsTheTruth(EvilScript evil) throws Exception {
        long directBefore = directBytes();
        try (ScriptedPeer peer = new ScriptedPeer(evil.script());
                SenderRig rig = new SenderRig(
                        SenderRig.hasty().ringSize(64).drainTimeout(DRAIN_TIMEOUT),
                        impatient(peer.port()),
                        new RelpProtocol())) {
            Flood flood = new Flood(rig);
            long floodedNanos = System.nanoTime();

            await().atMost(LONG).pollInterval(Duration.ofMillis(2)).until(() -> {
                flood.offer();
                assertBounded(rig.stats(), directBefore);
                return isConvincing(evil.kind(), peer, rig);
            });

            long begin = System.nanoTime();
            rig.stop();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(DRAIN_TIMEOUT.plus(GRACE));
            await().atMost(LONG).until(() -> !rig.isRunning());
            Books books = rig.assertBooks(flood.offered(), flood.accepted());
            SenderStats stats = rig.stats();
            assertThat(books.delivered()).as("delivered in %s", books).isLessThanOrEqualTo(peer.acknowledged());
            assertThat(stats.protocolErrors() > 0)
                    .as("protocol errors in %s", stats)
                    .isEqualTo(evil.kind() == EvilScript.Kind.ERROR);
            assertThat(books.failed() > 0).as("failed in %s", books).isEqualTo(evil.kind() == EvilScript.Kind.REFUSES);
            assertBackedOff(evil.kind(), floodedNanos, peer.connectedAtNanos());
        }
    }

    /** Seen often enough: four connections, or some hundred records through a peer that is merely strange. */
    private static boolean isConvincing(EvilScript.Kind kind, ScriptedPeer peer, SenderRig rig) {
        return switch (kind) {
            case LEGAL -> rig.books().delivered() >= 300;
            case REFUSES -> rig.books().failed() > 0;
            // On a busy machine a connection may be lost to a time-out before the peer does its evil.
            case ERROR -> peer.connections() >= 4 && rig.stats().protocolErrors() > 0;
            default -> peer.connections() >= 4;
        };
    }

    private static void assertBounded(SenderStats stats, long directBefore) {
        assertThat(stats.windowBytes()).as("window in %s", stats).isLessThanOrEqualTo(WINDOW_BYTES + RECORD_BYTES + 64);
        assertThat(directBytes() - directBefore)
                .as("direct memory with %s", stats)
                .isLessThan(WINDOW_BYTES + BATCH_BYTES + OTHER_BUFFERS);
    }

    /**
     * Before each connection but the first there is at least the shortest back-off, and the time-out with a peer that
     * leaves it at that. Counted from the beginning: how late the peer's thread looks at its clock, or ours acts on what it
     * has read there, can then only add.
     */
    private static void assertBackedOff(EvilScript.Kind kind, long floodedNanos, List<Long> connectedAtNanos) {
        Duration each = kind == EvilScript.Kind.SILENT ? TIMEOUT.plus(BACKOFF) : BACKOFF;
        for (int i = 1; i < connectedAtNanos.size(); i++) {
            assertThat(connectedAtNanos.get(i) - floodedNanos)
                    .as("connection %d of %s since %d", i, connectedAtNanos, floodedNanos)
                    .isGreaterThanOrEqualTo(i * each.toNanos());
        }
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    /** More than any of these peers takes. Confined to the test's thread. */
    private static final class Flood {

        private final SenderRig rig;
        private long offered;
        private long accepted;

        Flood(SenderRig rig) {
            this.rig = rig;
        }

        void offer() {
            for (int i = 0; i < 64; i++) {
                offered++;
                if (rig.offer(accepted, RECORD_BYTES)) {
                    accepted++;
                }
            }
        }

        long offered() {
            return offered;
        }

        long accepted() {
            return accepted;
        }
    }
}
