package io.penstock.tcp.probe;

import static io.penstock.tcp.probe.Loopback.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.penstock.ProbeChoice;
import io.penstock.ring.RecordingAnnouncer;
import io.penstock.sink.TimeSource;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs on the finished jar, on JDK 22 and later with native access: what the kernel says of real sockets. */
class TcpInfoNativeIT {

    @ParameterizedTest
    @CsvSource({"127.0.0.1,INET", "127.0.0.1,INET6", "::1,INET6"})
    void open_anyAddressFamily_findsTheVeryConnection(String address, StandardProtocolFamily family) throws Exception {
        ProtocolFamily wanted = family;
        List<Loopback> others = new ArrayList<>();
        try (Loopback pair = new Loopback(address, wanted)) {
            for (int i = 0; i < 50; i++) {
                others.add(new Loopback(address, wanted));
            }
            TcpInfoProbe probe = TcpInfoProbe.open(pair.channel);
            pair.write(12_345);
            pair.peerReads(12_345);

            soon(() -> assertThat(probe.ackedBytes()).isEqualTo(12_345));
            assertThat(TcpInfoProbe.open(others.get(25).channel).ackedBytes()).isZero();
        } finally {
            for (Loopback other : others) {
                other.close();
            }
        }
    }

    @Test
    void healthyConnection_isAliveWithNothingQueued() throws Exception {
        try (Loopback pair = new Loopback()) {
            TcpInfoProbe probe = TcpInfoProbe.open(pair.channel);
            assertThat(probe.name()).isEqualTo("tcpInfo");
            assertThat(probe.ackedBytes()).isZero();

            pair.write(1000);
            pair.peerReads(1000);

            soon(() -> assertThat(probe.queuedBytes()).isZero());
            assertThat(probe.isAlive()).isTrue();
            assertThat(probe.ackedBytes()).isEqualTo(1000);
            assertThat(probe.roundTripMicros()).isBetween(1L, 10_000_000L);
            assertThat(probe.retransmits()).isZero();
            assertThat(probe.circumstances()).matches("round trip [0-9]+ µs, 0 segments sent again");
        }
    }

    @Test
    void peerClosedAfterReadingAll_isNotAlive_andTheNextWriteStaysQueued() throws Exception {
        try (Loopback pair = new Loopback()) {
            TcpInfoProbe probe = TcpInfoProbe.open(pair.channel);
            pair.write(1000);
            pair.peerReads(1000);
            pair.peer.close();
            soon(() -> assertThat(probe.isAlive()).isFalse());
            assertThat(probe.ackedBytes()).isEqualTo(1000);
            assertThat(probe.queuedBytes()).isZero();
            assertThat(pair.channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);

            // Accepted by our kernel, refused by the peer's: the bytes lost can be counted afterwards.
            pair.write(777);

            soon(() -> assertThatThrownBy(() -> pair.channel.write(ByteBuffer.allocate(1)))
                    .isInstanceOf(IOException.class));
            assertThat(probe.queuedBytes()).isEqualTo(777);
            assertThat(probe.ackedBytes()).isEqualTo(1000);
            assertThat(probe.isAlive()).isFalse();
        }
    }

    @Test
    void peerClosedWithUnreadData_looksDeliveredAndIsNotAlive() throws Exception {
        try (Loopback pair = new Loopback()) {
            TcpInfoProbe probe = TcpInfoProbe.open(pair.channel);
            pair.write(1000);
            soon(() -> assertThat(probe.ackedBytes()).isEqualTo(1000));
            pair.peer.close();

            soon(() -> assertThat(probe.isAlive()).isFalse());
            assertThat(probe.ackedBytes()).isEqualTo(1000);
            assertThat(probe.queuedBytes()).isZero();
            // The probe took the error from nobody.
            assertThatThrownBy(() -> pair.channel.read(ByteBuffer.allocate(1))).hasMessage("Connection reset");
        }
    }

    @Test
    void peerResets_isNotAliveAndTheReadStillSeesTheReset() throws Exception {
        try (Loopback pair = new Loopback()) {
            TcpInfoProbe probe = TcpInfoProbe.open(pair.channel);
            pair.write(10);
            pair.peerReads(10);
            soon(() -> assertThat(probe.ackedBytes()).isEqualTo(10));
            pair.peerResets();

            soon(() -> assertThat(probe.isAlive()).isFalse());
            assertThat(probe.ackedBytes()).isEqualTo(10);
            assertThatThrownBy(() -> pair.channel.read(ByteBuffer.allocate(1))).hasMessage("Connection reset");
        }
    }

    @Test
    void peerDoesNotRead_staysAliveAndAllIsEitherAckedOrQueued() throws Exception {
        try (Loopback pair = new Loopback()) {
            TcpInfoProbe probe = TcpInfoProbe.open(pair.channel);
            long taken = pair.fill();

            soon(() -> assertThat(probe.ackedBytes() + probe.queuedBytes()).isEqualTo(taken));
            assertThat(probe.isAlive()).isTrue();
            assertThat(probe.queuedBytes()).isPositive();
            long queued = probe.queuedBytes();
            pair.peerReads((int) taken);

            soon(() -> assertThat(probe.queuedBytes()).isZero());
            assertThat(queued).isPositive();
            assertThat(probe.ackedBytes()).isEqualTo(taken);
        }
    }

    @Test
    void peerHalfCloses_isNotAliveThoughBytesAreStillAcked() throws Exception {
        try (Loopback pair = new Loopback()) {
            TcpInfoProbe probe = TcpInfoProbe.open(pair.channel);
            pair.peer.shutdownOutput();
            soon(() -> assertThat(probe.isAlive()).isFalse());
            pair.write(500);
            pair.peerReads(500);

            soon(() -> assertThat(probe.ackedBytes()).isEqualTo(500));
        }
    }

    @Test
    void weHalfClose_isAliveUntilThePeerEnds() throws Exception {
        try (Loopback pair = new Loopback()) {
            TcpInfoProbe probe = TcpInfoProbe.open(pair.channel);
            pair.write(10);
            pair.channel.shutdownOutput();
            pair.peerReads(10);
            soon(() -> assertThat(probe.ackedBytes()).isGreaterThanOrEqualTo(10));
            assertThat(probe.isAlive()).isTrue();

            pair.peer.close();

            soon(() -> assertThat(probe.isAlive()).isFalse());
        }
    }

    @Test
    void userTimeout_peerTakesNothingForSoLong_kernelEndsTheConnection() throws Exception {
        try (Loopback pair = new Loopback()) {
            TcpInfoProbe probe = TcpInfoProbe.open(pair.channel);
            probe.userTimeout(Duration.ofMillis(300));
            pair.fill();

            soon(() -> assertThat(probe.isAlive()).isFalse());
            assertThat(probe.queuedBytes()).isPositive();
            assertThatThrownBy(() -> pair.channel.read(ByteBuffer.allocate(1))).hasMessage("Connection timed out");
        }
    }

    @Test
    void closedChannel_isNeverAsked() throws Exception {
        try (Loopback pair = new Loopback()) {
            TcpInfoProbe probe = TcpInfoProbe.open(pair.channel);
            pair.channel.close();

            // Its number now belongs to somebody else.
            try (Loopback other = new Loopback()) {
                assertThat(other.channel.isOpen()).isTrue();
                assertThatThrownBy(probe::isAlive).isInstanceOf(ClosedChannelException.class);
                assertThatThrownBy(() -> probe.userTimeout(Duration.ofSeconds(1)))
                        .isInstanceOf(ClosedChannelException.class);
                assertThat(probe.ackedBytes()).isEqualTo(StateProbe.UNKNOWN);
                assertThat(probe.queuedBytes()).isEqualTo(StateProbe.UNKNOWN);
                assertThat(probe.roundTripMicros()).isEqualTo(StateProbe.UNKNOWN);
                assertThat(probe.circumstances()).isEmpty();
            }
        }
    }

    @Test
    void looks_steadyState_allocateNothing() throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int calls = 20_000;
        try (Loopback pair = new Loopback()) {
            TcpInfoProbe probe = TcpInfoProbe.open(pair.channel);
            pair.write(10);
            double least = Double.MAX_VALUE;
            long sum = 0;
            for (int run = 0; run < 30 && least >= 0.1; run++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < calls; i++) {
                    sum += probe.isAlive() ? 1 : 0;
                    sum += probe.ackedBytes();
                    sum += probe.queuedBytes();
                }
                least = Math.min(least, (double) (threads.getCurrentThreadAllocatedBytes() - before) / calls);
            }

            assertThat(sum).isPositive();
            assertThat(least).as("bytes per round of three questions").isLessThan(0.1);
        }
    }

    @Test
    void auto_nativeAccessGranted_takesTcpInfoAndSaysSoOnce() throws Exception {
        RecordingAnnouncer announcer = new RecordingAnnouncer();
        StateProbes probes =
                new StateProbes(ProbeChoice.AUTO, false, Duration.ofSeconds(10), TimeSource.system(), announcer);
        try (Loopback first = new Loopback();
                Loopback second = new Loopback()) {
            assertThat(probes.probe(first.channel).name()).isEqualTo("tcpInfo");
            assertThat(probes.probe(second.channel).ackedBytes()).isZero();
        }
        assertThat(announcer.news).containsExactly("The state of TCP connections is read by the probe tcpInfo");
        assertThat(announcer.messages).isEmpty();
    }

    @Test
    void auto_encryptedConnection_knowsTheStateAndNotTheBytes() throws Exception {
        StateProbes probes = new StateProbes(
                ProbeChoice.AUTO, true, Duration.ofSeconds(10), TimeSource.system(), new RecordingAnnouncer());
        try (Loopback pair = new Loopback()) {
            StateProbe probe = probes.probe(pair.channel);
            assertThat(probe.name()).isEqualTo("tcpInfo");
            assertThat(probe.isAlive()).isTrue();
            assertThat(probe.ackedBytes()).isEqualTo(StateProbe.UNKNOWN);
            pair.peer.close();

            soon(() -> assertThat(probe.isAlive()).isFalse());
        }
    }
}
