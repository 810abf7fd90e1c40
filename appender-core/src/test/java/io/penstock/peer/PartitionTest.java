package io.penstock.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.Books;
import io.penstock.Delivery;
import io.penstock.SenderState;
import io.penstock.TcpConfig;
import io.penstock.wire.relp.RelpProtocol;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The network goes silent in the middle of a connection, and comes back. */
class PartitionTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration ACK_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(1);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    /** A busy machine's. Without the settings above it would be ackTimeout=10 s and maxBackoff=30 s. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final int PER_SECOND = 1000;
    private static final int RECORD_BYTES = 200;

    @TempDir
    Path directory;

    @Test
    void acked_proxyStallsBothWays_isNoticedAndHeals() throws Exception {
        try (ReceiverProcess receiver = ReceiverProcess.of("relp", directory);
                FaultProxy proxy = new FaultProxy(receiver.address())) {
            receiver.start();

            partition(new InetSocketAddress("127.0.0.1", proxy.port()), receiver, proxy::stall, proxy::heal);
        }
    }

    /** Records arrive, acknowledgements do not: all of them come again. */
    @Test
    void acked_proxyStallsAnswers_isNoticedAndHeals() throws Exception {
        try (ReceiverProcess receiver = ReceiverProcess.of("relp", directory);
                FaultProxy proxy = new FaultProxy(receiver.address())) {
            receiver.start();

            partition(
                    new InetSocketAddress("127.0.0.1", proxy.port()),
                    receiver,
                    () -> proxy.stall(FaultProxy.Direction.TO_CLIENT),
                    proxy::heal);
        }
    }

    @Test
    void acked_cablePulled_isNoticedAndHeals() throws Exception {
        assumeTrue(NetworkNamespace.isAllowed(), "network namespaces need Linux and root");
        try (NetworkNamespace namespace = NetworkNamespace.create();
                ReceiverProcess receiver =
                        ReceiverProcess.of("relp", directory).elsewhere(namespace.launcher(), namespace.address())) {
            receiver.start();

            partition(receiver.address(), receiver, namespace::linkDown, namespace::linkUp);
        }
    }

    private void partition(InetSocketAddress address, ReceiverProcess receiver, Step cut, Step heal) throws Exception {
        TcpConfig.Builder tcp = TcpConfig.builder()
                .destination(address.getHostString() + ":" + address.getPort())
                .delivery(Delivery.ACKED)
                .ackTimeout(ACK_TIMEOUT)
                .connectTimeout(CONNECT_TIMEOUT)
                .maxBackoff(MAX_BACKOFF);
        try (SenderRig rig = new SenderRig(SenderRig.patient(), tcp, new RelpProtocol());
                Load load = Load.start(rig, PER_SECOND, RECORD_BYTES)) {
            until(() -> rig.stats().delivered() >= 500);

            cut.run();
            long cutAt = System.nanoTime();
            until(() -> rig.stats().state() != SenderState.OPEN);
            Duration noticed = Duration.ofNanos(System.nanoTime() - cutAt);
            long deliveredBefore = rig.stats().delivered();
            assertThat(load.awaitMore(PER_SECOND, LONG)).isTrue();
            heal.run();
            long healedAt = System.nanoTime();
            until(() -> rig.stats().delivered() > deliveredBefore);
            Duration resumed = Duration.ofNanos(System.nanoTime() - healedAt);

            load.stop();
            assertThat(rig.flush(LONG)).isTrue();
            assertThat(rig.stop()).isZero();
            System.out.printf(
                    "partition: noticed after %d ms, resumed %d ms after healing, %s%n",
                    noticed.toMillis(), resumed.toMillis(), rig.stats());
            assertThat(noticed).isLessThan(ACK_TIMEOUT.plus(GRACE));
            // An attempt that began before may have to fail first.
            assertThat(resumed).isLessThan(CONNECT_TIMEOUT.plus(MAX_BACKOFF).plus(GRACE));
            Received received = Received.in(receiver.directory());
            assertThat(received.lost(load.accepted())).as(received.toString()).isZero();
            assertThat(received.outOfOrder()).as(received.toString()).isZero();
            Books books = rig.assertBooks(load.offered(), load.accepted());
            assertThat(books.delivered()).as(books.toString()).isEqualTo(load.accepted());
        }
    }

    private static void until(Callable<Boolean> condition) {
        await().atMost(LONG).pollInterval(Duration.ofMillis(2)).until(condition);
    }

    private interface Step {
        void run() throws Exception;
    }
}
