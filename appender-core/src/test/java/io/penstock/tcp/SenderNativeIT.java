package io.penstock.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.AsyncConfig;
import io.penstock.Delivery;
import io.penstock.TcpConfig;
import io.penstock.wire.Framing;
import io.penstock.wire.lines.LinesProtocol;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Runs on the finished jar, on JDK 22 and later with native access: the sender watched by the kernel's numbers. */
class SenderNativeIT {

    @Test
    void log_probeByTcpInfo_everyLineArrivesOnceAndInOrder() throws Exception {
        TcpConfig.Builder config = TcpConfig.builder().delivery(Delivery.REPLAY);
        try (LinePeer peer = new LinePeer(LinePeer.READS);
                SenderRing sender = new SenderRing(
                        AsyncConfig.builder(),
                        config.destination(peer.destination()),
                        new LinesProtocol(Framing.NEWLINE))) {
            sender.log("event ", 0, 20_000);
            assertThat(sender.ring.flush(SenderRing.LONG)).isTrue();
            sender.awaitUntil("probe", () -> sender.sink.stats().activeProbe().equals("tcpInfo"));
            sender.ring.stop();

            peer.awaitLine("event 19999");
            assertThat(peer.lines)
                    .isEqualTo(IntStream.range(0, 20_000)
                            .mapToObj(i -> "event " + i)
                            .toList());
            assertThat(sender.books().unconfirmed()).isEqualTo(20_000);
            assertThat(sender.sink.stats().possiblyLost()).isZero();
            assertThat(sender.announcer.news)
                    .containsExactly("The state of TCP connections is read by the probe tcpInfo");
        }
    }
}
