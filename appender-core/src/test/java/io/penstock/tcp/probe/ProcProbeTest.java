package io.penstock.tcp.probe;

import static io.penstock.tcp.probe.Loopback.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.ring.ManualTime;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnabledOnOs(OS.LINUX)
class ProcProbeTest {

    private final ManualTime time = new ManualTime();

    private void aSecondLater() {
        time.advance(Duration.ofMillis(1001));
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1,INET", "127.0.0.1,INET6", "::1,INET6"})
    void ackedBytes_anyAddressFamily_areThoseWrittenAndNotQueued(String address, StandardProtocolFamily family)
            throws Exception {
        try (Loopback pair = new Loopback(address, family)) {
            ProcProbe probe = ProcProbe.open(pair.channel, time);
            assertThat(probe.isAlive()).isTrue();
            assertThat(probe.ackedBytes()).isZero();

            pair.write(1000);
            probe.wrote(1000);
            pair.peerReads(1000);

            soon(() -> {
                aSecondLater();
                assertThat(probe.ackedBytes()).isEqualTo(1000);
            });
            assertThat(probe.queuedBytes()).isZero();
            assertThat(probe.isAlive()).isTrue();
        }
    }

    @Test
    void table_isLookedAtOncePerSecondAtMost() throws Exception {
        try (Loopback pair = new Loopback()) {
            ProcProbe probe = ProcProbe.open(pair.channel, time);
            pair.peer.close();
            soon(() -> assertThat(ProcProbe.open(pair.channel, time).isAlive()).isFalse());

            time.advance(Duration.ofMillis(999));
            assertThat(probe.isAlive()).isTrue();
            time.advance(Duration.ofMillis(1));
            assertThat(probe.isAlive()).isFalse();
        }
    }

    @Test
    void peerDoesNotRead_queuedBytesAreSeen() throws Exception {
        try (Loopback pair = new Loopback()) {
            ProcProbe probe = ProcProbe.open(pair.channel, time);
            long taken = pair.fill();
            probe.wrote((int) taken);

            soon(() -> {
                aSecondLater();
                assertThat(probe.queuedBytes()).isPositive();
                assertThat(probe.ackedBytes() + probe.queuedBytes()).isEqualTo(taken);
            });
            assertThat(probe.isAlive()).isTrue();
        }
    }

    @Test
    void rowGoneAfterReset_twoMissesAreBelievedAndTheLastAckedBytesKept() throws Exception {
        try (Loopback pair = new Loopback()) {
            ProcProbe probe = ProcProbe.open(pair.channel, time);
            pair.write(10);
            probe.wrote(10);
            pair.peerReads(10);
            soon(() -> {
                aSecondLater();
                assertThat(probe.ackedBytes()).isEqualTo(10);
            });
            pair.peerResets();

            soon(() -> {
                aSecondLater();
                assertThat(probe.isAlive()).isFalse();
            });
            assertThat(probe.ackedBytes()).isEqualTo(10);
        }
    }
}
