package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TcpConfigTest {

    private static TcpConfig.Builder valid() {
        return TcpConfig.builder().destination("loghost:514");
    }

    @Test
    void defaults_areThoseOfTheDocumentation() {
        TcpConfig config = valid().build();

        assertThat(config.destinations()).containsExactly(new Destination("loghost", 514));
        assertThat(config.delivery()).isNull();
        assertThat(config.delivery(false)).isEqualTo(Delivery.REPLAY);
        assertThat(config.delivery(true)).isEqualTo(Delivery.ACKED);
        assertThat(config.idleClose()).isNull();
        assertThat(config.maxConnectionAge()).isNull();
        assertThat(config.loadBalancing()).isEqualTo(LoadBalancing.FAILOVER);
        assertThat(config.tailBytes()).isEqualTo(128 << 10);
        assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.writeTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.ackTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.backoff()).isEqualTo(Duration.ofMillis(20));
        assertThat(config.maxBackoff()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.failbackAfter()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.maxInFlightBytes()).isEqualTo(8 << 20);
        assertThat(config.maxBatchBytes()).isEqualTo(64 << 10);
        assertThat(config.maxResends()).isEqualTo(8);
        assertThat(config.stateProbe()).isEqualTo(ProbeChoice.AUTO);
    }

    @Test
    void problems_eachContradiction_isNamedWithAWayOut() {
        assertThat(TcpConfig.builder().problems())
                .containsExactly("destination is missing; write host:port, for instance loghost:514");
        assertThat(valid().backoff(Duration.ofMinutes(1)).problems())
                .containsExactly("backoff=1 minute exceeds maxBackoff=30 seconds; lower backoff or raise maxBackoff");
        assertThat(valid().maxBatchBytes(2 << 20).maxInFlightBytes(1 << 20).problems())
                .containsExactly("maxInFlightBytes=1048576 has no room for two batches of maxBatchBytes=2097152;"
                        + " raise maxInFlightBytes or lower maxBatchBytes");
        assertThat(valid().maxBatchBytes(10).problems())
                .containsExactly("maxBatchBytes=10 is out of range; use 1024 to 16777216");
        assertThat(valid().tailBytes(4 << 20).problems())
                .containsExactly("maxInFlightBytes=8388608 leaves too little beside a replay window of 196608"
                        + " + tailBytes=4194304; raise maxInFlightBytes to 8781824 or more, or lower tailBytes");
        assertThat(valid().tailBytes(-1).problems())
                .containsExactly("tailBytes=-1 is negative; use 0 to replay no more than the kernel may hold");
        assertThat(valid().ackTimeout(Duration.ZERO).problems())
                .containsExactly("ackTimeout=0 seconds is out of range; use 1 millisecond to 1 hour");
        assertThat(valid().maxResends(-1).problems())
                .containsExactly("maxResends=-1 is out of range; use 0, which gives no record up, to 1000000");
        assertThat(valid().idleClose(Duration.ZERO).problems())
                .containsExactly("idleClose=0 seconds is out of range; use 1 millisecond to 1 hour");
        assertThat(valid().maxConnectionAge(Duration.ofHours(2)).problems())
                .containsExactly("maxConnectionAge=2 hours is out of range; use 1 millisecond to 1 hour");
        assertThat(valid().loadBalancing(LoadBalancing.ROUND_ROBIN)
                        .failbackAfter(Duration.ofMinutes(2))
                        .problems())
                .containsExactly("failbackAfter=2 minutes is for a first destination, which loadBalancing=roundRobin"
                        + " does not have; remove failbackAfter, or use loadBalancing=failover");
        assertThat(valid().maxInFlightBytes(2L << 30).problems())
                .containsExactly("maxInFlightBytes=2147483648 is out of range; use at most 1073741824");
    }

    @Test
    void problems_unreadableDestination_isToldAndNotCalledMissing() {
        assertThat(TcpConfig.builder().destination("loghost").problems())
                .containsExactly("destination=loghost is not of the form host:port;"
                        + " write for instance loghost:514 or [::1]:514");
        assertThat(valid().destination("loghost:0").destination("::1").problems())
                .containsExactly(
                        "destination loghost has port 0; use 1 to 65535",
                        "destination=::1 is not of the form host:port; write for instance loghost:514 or [::1]:514");
    }

    @Test
    void tailBytes_withoutReplay_constrainsNothing() {
        assertThat(valid().delivery(Delivery.ACKED).tailBytes(4 << 20).problems())
                .isEmpty();
    }

    @Test
    void build_problems_throwsThemAll() {
        assertThatThrownBy(() -> TcpConfig.builder().maxBatchBytes(10).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("destination is missing; write host:port, for instance loghost:514;"
                        + " maxBatchBytes=10 is out of range; use 1024 to 16777216");
    }

    @Test
    void probeChoice_word_isReadWhateverItsCase() {
        assertThat(ProbeChoice.parse(" TCPInfo ")).isEqualTo(ProbeChoice.TCP_INFO);
        assertThatThrownBy(() -> ProbeChoice.parse("netlink"))
                .hasMessage("stateProbe=netlink is unknown; use auto, read, tcpInfo or proc");
    }

    @Test
    void stats_toString_isOneLineWithoutWhatIsEmpty() {
        assertThat(SenderStats.empty())
                .hasToString("sent=0 delivered=0 unconfirmed=0 resent=0 possiblyLost=0 reconnects=0 protocolErrors=0"
                        + " stuckConnections=0 windowBytes=0 state=IDLE");
        assertThat(new SenderStats(9, 8, 1, 2, 3, 4, 5, 6, 7, "read", "loghost:514", SenderState.OPEN))
                .hasToString("sent=9 delivered=8 unconfirmed=1 resent=2 possiblyLost=3 reconnects=4 protocolErrors=5"
                        + " stuckConnections=6 windowBytes=7 state=OPEN connectedTo=loghost:514 activeProbe=read");
    }
}
