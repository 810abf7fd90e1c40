package io.penstock.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.AsyncConfig;
import io.penstock.Books;
import io.penstock.Delivery;
import io.penstock.SenderState;
import io.penstock.SenderStats;
import io.penstock.TcpConfig;
import io.penstock.ring.RecordingAnnouncer;
import io.penstock.ring.Tally;
import io.penstock.ring.TimeSource;
import io.penstock.wire.Framing;
import io.penstock.wire.LinesProtocol;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpSinkTest {

    private static LinesProtocol lines() {
        return new LinesProtocol(Framing.NEWLINE);
    }

    private static List<String> numbered(String prefix, int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> prefix + i).toList();
    }

    @Test
    void log_peerReads_everyLineArrivesOnceAndInOrder() throws Exception {
        try (LinePeer peer = new LinePeer(LinePeer.READS);
                SenderRing sender = new SenderRing(
                        AsyncConfig.builder(), TcpConfig.builder().destination(peer.destination()), lines())) {
            sender.log("event ", 0, 20_000);

            assertThat(sender.ring.flush(SenderRing.LONG)).isTrue();
            sender.ring.stop();

            peer.awaitLine("event 19999");
            assertThat(peer.lines).isEqualTo(numbered("event ", 0, 20_000));
            Books books = sender.books();
            assertThat(books.accepted()).isEqualTo(20_000);
            assertThat(books.unconfirmed()).isEqualTo(20_000);
            SenderStats stats = sender.sink.stats();
            assertThat(stats).isEqualTo(new SenderStats(20_000, 0, 20_000, 0, 0, 0, 0, 0, "", "", SenderState.CLOSED));
            assertThat(sender.announcer.messages).isEmpty();
        }
    }

    @Test
    void sink_ackedWithoutAcknowledgements_isRefused() {
        TcpConfig config = TcpConfig.builder()
                .destination("localhost:514")
                .delivery(Delivery.ACKED)
                .build();

        assertThatThrownBy(() -> new TcpSink<>(
                        config,
                        lines(),
                        new TextSlot.Encoder(),
                        null,
                        new Tally(),
                        new RecordingAnnouncer(),
                        TimeSource.system()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("delivery=acked needs a protocol that acknowledges, and protocol=lines does not;"
                        + " use protocol=relp or delivery=replay");
    }

    @Test
    void stop_neverLogged_opensNothing() throws Exception {
        try (LinePeer peer = new LinePeer(LinePeer.READS);
                SenderRing sender = new SenderRing(
                        AsyncConfig.builder(), TcpConfig.builder().destination(peer.destination()), lines())) {
            assertThat(sender.ring.stop(Duration.ofSeconds(1))).isZero();

            assertThat(peer.sockets).isEmpty();
            assertThat(sender.sink.stats()).isEqualTo(SenderStats.empty());
        }
    }
}
