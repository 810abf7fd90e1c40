package io.penstock.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import io.penstock.Books;
import io.penstock.Delivery;
import io.penstock.TcpConfig;
import io.penstock.wire.Framing;
import io.penstock.wire.WireProtocol;
import io.penstock.wire.lines.LinesProtocol;
import io.penstock.wire.relp.RelpProtocol;
import io.penstock.wire.syslog.SyslogProtocol;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The drain thread in steady state, from the ring to the socket and back: it allocates nothing per record. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SenderAllocationTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final long RECORDS = 100_000;
    /** What the compiler has not got to yet shows in some of them, what is allocated for each record in all. */
    private static final int ROUNDS = 3;

    private static final int RECORD_BYTES = 200;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void lines_steadyState_allocateNothingPerRecord() throws Exception {
        run(new LinesProtocol(Framing.NEWLINE), Delivery.REPLAY, Talk::readToEnd);
    }

    @Test
    void syslog_steadyState_allocatesNothingPerRecord() throws Exception {
        run(new SyslogProtocol(), Delivery.REPLAY, Talk::readToEnd);
    }

    @Test
    void bestEffort_steadyState_allocatesNothingPerRecord() throws Exception {
        run(new LinesProtocol(Framing.LENGTH_PREFIX_4), Delivery.BEST_EFFORT, Talk::readToEnd);
    }

    /** Each record is answered with a write of its own, so that the drain thread is woken as often as can be. */
    @Test
    void relp_steadyState_allocatesNothingPerRecord() throws Exception {
        run(new RelpProtocol(), Delivery.ACKED, talk -> {
            talk.open();
            for (RelpFrame frame = talk.syslog(); frame != null; frame = talk.syslog()) {
                talk.acknowledge(frame);
            }
        });
    }

    private void run(WireProtocol protocol, Delivery delivery, ScriptedPeer.Script reader) throws Exception {
        try (ScriptedPeer peer = new ScriptedPeer(reader);
                SenderRig rig = new SenderRig(
                        SenderRig.patient(),
                        TcpConfig.builder()
                                .destination("127.0.0.1:" + peer.port())
                                .delivery(delivery),
                        protocol)) {
            offer(rig, 0);
            long drainThread = rig.drainThread().getId();
            double least = Double.MAX_VALUE;
            for (int round = 1; round <= ROUNDS; round++) {
                long before = threads.getThreadAllocatedBytes(drainThread);
                offer(rig, round);
                long allocated = threads.getThreadAllocatedBytes(drainThread) - before;
                least = Math.min(least, (double) allocated / RECORDS);
            }

            System.out.printf("%s, %s: %.3f bytes a record on the drain thread%n", protocol.name(), delivery, least);
            assertThat(least).isLessThan(1);
            assertThat(rig.stop()).isZero();
            long all = (1 + ROUNDS) * RECORDS;
            assertThat(rig.stats().reconnects()).isZero();
            assertThat(rig.stats().sent()).isEqualTo(all);
            assertThat(rig.assertBooks(all, all).pending()).isZero();
        }
    }

    /** Returns when all is written, and acknowledged if it can be; no flush, whose barrier takes some memory itself. */
    private static void offer(SenderRig rig, int round) {
        for (long number = round * RECORDS; number < (round + 1) * RECORDS; number++) {
            rig.offer(number, RECORD_BYTES);
        }
        await().pollInterval(Duration.ofMillis(5)).atMost(LONG).until(() -> {
            Books books = rig.books();
            return books.delivered() + books.unconfirmed() == (round + 1) * RECORDS && books.pending() == 0;
        });
    }
}
