package io.penstock.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.Books;
import io.penstock.Delivery;
import io.penstock.TcpConfig;
import io.penstock.wire.Framing;
import io.penstock.wire.WireProtocol;
import io.penstock.wire.lines.LinesProtocol;
import io.penstock.wire.relp.RelpProtocol;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The receiver is gone, window and ring are full: however many events are offered, no more memory is held. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class OutageMemoryTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int RECORD_BYTES = 200;
    private static final int RING_SIZE = 8192;
    private static final long WINDOW_BYTES = 4 << 20;

    /** Events offered in the outage: each number is ten times the one before. */
    private static final int FEW = 20_000;

    private static final int MANY = 10 * FEW;
    private static final int VERY_MANY = 10 * MANY;

    /** What else goes on in the JVM of a test. A single byte that stays of each of the many events is more. */
    private static final long SLACK_BYTES = 128 << 10;

    /** The buffers of a connection, and those that the JDK keeps for each thread that reads or writes. */
    private static final long OTHER_DIRECT_BYTES = 1 << 20;

    @TempDir
    Path directory;

    @Test
    void acked_receiverGone_memoryIsFlat() throws Exception {
        run(new RelpProtocol(), Delivery.ACKED, FaultProxy::refuse);
    }

    @Test
    void acked_receiverNeverReads_memoryIsFlat() throws Exception {
        run(new RelpProtocol(), Delivery.ACKED, FaultProxy::neverRead);
    }

    @Test
    void replay_receiverGone_memoryIsFlat() throws Exception {
        run(new LinesProtocol(Framing.NEWLINE), Delivery.REPLAY, FaultProxy::refuse);
    }

    private interface Fault {
        void strike(FaultProxy proxy);
    }

    private void run(WireProtocol protocol, Delivery delivery, Fault fault) throws Exception {
        TcpConfig.Builder tcp = TcpConfig.builder()
                .delivery(delivery)
                .maxInFlightBytes(WINDOW_BYTES)
                .maxBackoff(Duration.ofMillis(50));
        try (ReceiverProcess receiver = ReceiverProcess.of(protocol.name(), directory);
                FaultProxy proxy = new FaultProxy(receiver.address());
                SenderRig rig = new SenderRig(
                        SenderRig.hasty().ringSize(RING_SIZE),
                        tcp.destination("127.0.0.1:" + proxy.port()),
                        protocol)) {
            receiver.start();
            Offers offers = new Offers(rig);
            offers.make(1000);
            await().atMost(LONG).until(() -> rig.stats().sent() == 1000);

            fault.strike(proxy);
            proxy.reset();
            long acceptedWhenFull;
            long heapAfterFew;
            long directAfterFew;
            long heapAfterMany;
            long directAfterMany;
            do {
                // Again if it was not full yet: on a busy machine the drain thread may stand still for long.
                offers.untilFull();
                offers.make(FEW);
                acceptedWhenFull = offers.accepted;
                heapAfterFew = LiveMemory.heapBytes();
                directAfterFew = LiveMemory.directBytes();
                offers.make(MANY);
                heapAfterMany = LiveMemory.heapBytes();
                directAfterMany = LiveMemory.directBytes();
            } while (offers.accepted != acceptedWhenFull);
            offers.make(VERY_MANY);
            long heapAfterVeryMany = LiveMemory.heapBytes();
            long directAfterVeryMany = LiveMemory.directBytes();

            String figures = String.format(
                    "%s: heap %,d, %,d, %,d; direct %,d, %,d, %,d; %s %s",
                    protocol.name(),
                    heapAfterFew,
                    heapAfterMany,
                    heapAfterVeryMany,
                    directAfterFew,
                    directAfterMany,
                    directAfterVeryMany,
                    rig.books(),
                    rig.stats());
            System.out.println(figures);
            assertThat(offers.accepted).as(figures).isEqualTo(acceptedWhenFull);
            assertThat(heapAfterMany - heapAfterFew).as(figures).isLessThan(SLACK_BYTES);
            assertThat(heapAfterVeryMany - heapAfterMany).as(figures).isLessThan(SLACK_BYTES);
            assertThat(directAfterMany).as(figures).isEqualTo(directAfterFew);
            assertThat(directAfterVeryMany).as(figures).isEqualTo(directAfterFew);
            assertThat(directAfterVeryMany).as(figures).isLessThanOrEqualTo(WINDOW_BYTES + OTHER_DIRECT_BYTES);

            proxy.heal();
            assertThat(rig.flush(LONG)).as(rig.stats().toString()).isTrue();
            assertThat(rig.stop()).isZero();
            Books books = rig.assertBooks(offers.offered, offers.accepted);
            assertThat(books.pending()).as(books.toString()).isZero();
            assertThat(books.failed()).as(books.toString()).isZero();
            assertThat(books.delivered() + books.unconfirmed())
                    .as(books.toString())
                    .isEqualTo(offers.accepted);
            Received received = Received.in(directory);
            assertThat(received.lost(offers.accepted)).as(received.toString()).isZero();
        }
    }

    /** One caller and what it knows. */
    private static final class Offers {

        private static final long FULL_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

        private final SenderRig rig;
        private long offered;
        private long accepted;

        Offers(SenderRig rig) {
            this.rig = rig;
        }

        private boolean one() {
            offered++;
            boolean in = rig.offer(accepted, RECORD_BYTES);
            accepted += in ? 1 : 0;
            return in;
        }

        void make(int count) {
            for (int i = 0; i < count; i++) {
                one();
            }
        }

        /** Nothing has been accepted for a while: the drain thread moves no more from the ring to the window. */
        void untilFull() {
            long lastAcceptedNanos = System.nanoTime();
            while (System.nanoTime() - lastAcceptedNanos < FULL_AFTER_NANOS) {
                if (one()) {
                    lastAcceptedNanos = System.nanoTime();
                } else {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                }
            }
        }
    }
}
