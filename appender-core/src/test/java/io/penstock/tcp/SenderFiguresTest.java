package io.penstock.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.SenderState;
import io.penstock.TcpConfig;
import io.penstock.Timing;
import io.penstock.stats.ReadFigures;
import io.penstock.tcp.probe.StateProbe;
import io.penstock.wire.relp.RelpProtocol;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SenderFiguresTest {

    private static Map<String, Object> read(DrivenSink driven) {
        return ReadFigures.of(driven.sink.figures());
    }

    @Test
    void bytesSent_records_areCountedWithTheirFrames() throws Exception {
        try (LinePeer peer = new LinePeer(LinePeer.READS);
                DrivenSink driven = new DrivenSink(TcpConfig.builder().destination(peer.destination()))) {
            driven.deliver("one");
            driven.deliver("three");

            driven.turnUntil("sent", () -> driven.stats().sent() == 2);

            assertThat(read(driven))
                    .containsEntry("sent", 2L)
                    .containsEntry("bytesSent", 10L)
                    .containsEntry("acknowledged", 0L)
                    .containsEntry("acknowledgementLatency", Timing.NONE)
                    .containsEntry("state", "OPEN")
                    .containsEntry("connectedTo", peer.destination())
                    .containsEntry("activeProbe", "read")
                    .containsEntry("roundTrip", 0L)
                    .containsEntry("setAside", 0L);
        }
    }

    @Test
    void acknowledgementLatency_relp_isTheTimeFromTheWriteToTheAnswer() throws Exception {
        try (LinePeer peer = new LinePeer(RelpPeer.ACKNOWLEDGES);
                DrivenSink driven =
                        new DrivenSink(TcpConfig.builder().destination(peer.destination()), new RelpProtocol())) {
            send(driven, "one", Duration.ofMillis(5));
            send(driven, "two", Duration.ofMillis(3));

            assertThat(read(driven))
                    .containsEntry("acknowledged", 2L)
                    .containsEntry("acknowledgementLatency", new Timing(2, 8_000_000, 5_000_000));
        }
    }

    private static void send(DrivenSink driven, String text, Duration latency) throws Exception {
        long before = driven.stats().sent();
        driven.deliver(text);
        driven.turnUntil("sent", () -> driven.stats().sent() == before + 1);
        driven.time.advance(latency);
        driven.turnUntil("acknowledged", () -> driven.stats().delivered() == before + 1);
    }

    @Test
    void roundTrip_kernelIsAsked_isWhatItSays() throws Exception {
        StateProbe probe = new StateProbe() {
            @Override
            public String name() {
                return "tcpInfo";
            }

            @Override
            public boolean isAlive() throws IOException {
                return true;
            }

            @Override
            public long ackedBytes() {
                return UNKNOWN;
            }

            @Override
            public long queuedBytes() {
                return UNKNOWN;
            }

            @Override
            public long roundTripMicros() {
                return 70;
            }

            @Override
            public long retransmits() {
                return 4;
            }
        };
        try (LinePeer peer = new LinePeer(LinePeer.READS);
                DrivenSink driven = new DrivenSink(TcpConfig.builder().destination(peer.destination()))) {
            driven.probeWith(probe);
            driven.deliver("one");
            driven.turnUntil(SenderState.OPEN);

            assertThat(read(driven)).containsEntry("roundTrip", 70_000L).containsEntry("retransmits", 4L);
        }
    }

    @Test
    void settings_changed_areShownAsTyped() throws Exception {
        TcpConfig.Builder config = TcpConfig.builder()
                .destination("one.example:514")
                .destination("two.example:514")
                .ackTimeout(Duration.ofSeconds(3))
                .idleClose(Duration.ofMinutes(1));
        try (DrivenSink driven = new DrivenSink(config, new RelpProtocol())) {
            assertThat(read(driven))
                    .containsEntry("destination", "one.example:514 two.example:514")
                    .containsEntry("protocol", "relp")
                    .containsEntry("delivery", "acked")
                    .containsEntry("ackTimeout", "3 seconds")
                    .containsEntry("idleClose", "1 minute")
                    .containsEntry("maxConnectionAge", "never")
                    .containsEntry("maxInFlightBytes", "8388608")
                    .containsEntry("state", "IDLE");
        }
    }
}
