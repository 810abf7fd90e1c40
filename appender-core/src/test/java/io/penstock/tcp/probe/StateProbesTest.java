package io.penstock.tcp.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.ProbeChoice;
import io.penstock.ring.RecordingAnnouncer;
import io.penstock.sink.TimeSource;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Without the jar there is no probe by TCP_INFO, on whatever JDK. */
class StateProbesTest {

    private final RecordingAnnouncer announcer = new RecordingAnnouncer();

    private StateProbes probes(ProbeChoice choice) {
        return new StateProbes(choice, false, Duration.ofSeconds(10), TimeSource.system(), announcer);
    }

    @Test
    void auto_noTcpInfo_readsAndSaysWhyWithoutAlarm() throws Exception {
        StateProbes probes = probes(ProbeChoice.AUTO);
        try (Loopback pair = new Loopback()) {
            StateProbe probe = probes.probe(pair.channel);
            probes.probe(pair.channel);

            assertThat(probe.name()).isEqualTo("read");
            assertThat(probe.isAlive()).isTrue();
            assertThat(probe.ackedBytes()).isEqualTo(StateProbe.UNKNOWN);
        }
        assertThat(announcer.news)
                .containsExactly("The state of TCP connections is read by the probe read, not by tcpInfo: "
                        + TcpInfoProbe.obstacle());
        assertThat(announcer.messages).isEmpty();
    }

    @Test
    void tcpInfo_notThere_isWarnedOfOnce() throws Exception {
        StateProbes probes = probes(ProbeChoice.TCP_INFO);
        try (Loopback pair = new Loopback()) {
            assertThat(probes.probe(pair.channel).name()).isEqualTo("read");
            probes.probe(pair.channel);
        }
        assertThat(announcer.messages)
                .containsExactly("The state of TCP connections is read by the probe read, not by stateProbe=tcpInfo: "
                        + TcpInfoProbe.obstacle());
    }

    @Test
    void read_isTakenAsWanted() throws Exception {
        try (Loopback pair = new Loopback()) {
            assertThat(probes(ProbeChoice.READ).probe(pair.channel).name()).isEqualTo("read");
        }
        assertThat(announcer.news).containsExactly("The state of TCP connections is read by the probe read");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void proc_isTakenAsWanted() throws Exception {
        try (Loopback pair = new Loopback()) {
            assertThat(probes(ProbeChoice.PROC).probe(pair.channel).name()).isEqualTo("proc");
        }
        assertThat(announcer.news).containsExactly("The state of TCP connections is read by the probe proc");
        assertThat(announcer.messages).isEmpty();
    }

    @Test
    void proc_failsOnAConnection_readsAndWarnsOnce() throws Exception {
        StateProbes probes = probes(ProbeChoice.PROC);
        try (SocketChannel unconnected = SocketChannel.open()) {
            assertThat(probes.probe(unconnected).name()).isEqualTo("read");
            probes.probe(unconnected);
        }
        assertThat(announcer.messages)
                .containsExactly("The probe proc failed on a connection, which goes on with the probe read; to do"
                        + " without it at all, set stateProbe=read");
    }
}
