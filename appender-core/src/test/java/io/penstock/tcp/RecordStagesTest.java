package io.penstock.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.AsyncConfig;
import io.penstock.Books;
import io.penstock.SenderState;
import io.penstock.TcpConfig;
import io.penstock.sink.Sink;
import io.penstock.tcp.window.Records;
import io.penstock.wire.Framing;
import io.penstock.wire.lines.LinesProtocol;
import io.penstock.wire.relp.RelpProtocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What stands between the sink and the window, as a spool will. */
@Timeout(60)
class RecordStagesTest {

    private HoldingStage stage;

    private Records stage(Records window) {
        stage = new HoldingStage(window, 1_000);
        return stage;
    }

    private static TcpConfig.Builder to(LinePeer peer) {
        return TcpConfig.builder().destination(peer.destination());
    }

    private static List<String> numbered(int to) {
        return IntStream.range(0, to).mapToObj(i -> "event " + i).toList();
    }

    @Test
    void flush_recordsAreHeldInAStage_waitsForThePeerAndTheBooksBalance() throws Exception {
        try (LinePeer peer = new LinePeer(RelpPeer.ACKNOWLEDGES);
                SenderRing sender = new SenderRing(
                        AsyncConfig.builder().maxBlock(SenderRing.LONG), to(peer), new RelpProtocol(), this::stage)) {
            sender.log("event ", 0, 500);
            assertThat(sender.ring.flush(Duration.ofMillis(20))).isFalse();

            Books held = sender.books();
            assertThat(held.accepted()).isEqualTo(500);
            assertThat(held.pending()).isEqualTo(500);
            assertThat(held.delivered()).isZero();
            assertThat(peer.lines).isEmpty();
            sender.assertBalanced();

            stage.open();
            assertThat(sender.ring.flush(SenderRing.LONG)).isTrue();

            Books after = sender.books();
            assertThat(after.delivered()).isEqualTo(500);
            assertThat(after.pending()).isZero();
            assertThat(peer.lines).isEqualTo(numbered(500));
        }
    }

    /** More than the stage takes: the ring keeps them, and no event is lost or comes twice. */
    @Test
    void stop_recordsAreHeldInAStage_endsOnlyAfterThey() throws Exception {
        try (LinePeer peer = new LinePeer(LinePeer.READS);
                DrivenSink driven = new DrivenSink(to(peer), new LinesProtocol(Framing.NEWLINE), this::stage)) {
            int records = 0;
            for (; driven.sink.hasRoom(); records++) {
                driven.deliver("event " + records);
            }
            assertThat(records).isEqualTo(1_000);
            driven.sink.finish();
            driven.turn(20);
            assertThat(driven.sink.finish()).isFalse();
            assertThat(driven.stats().state()).isEqualTo(SenderState.IDLE);
            assertThat(driven.sink.hasArrived(Sink.EVERYTHING)).isFalse();

            stage.open();
            driven.turnUntil("the end", driven.sink::finish);

            assertThat(peer.lines).isEqualTo(numbered(1_000));
            assertThat(driven.tally.unconfirmed()).isEqualTo(1_000);
            assertThat(driven.sink.hasArrived(Sink.EVERYTHING)).isTrue();
        }
    }

    @Test
    void stop_stagesInARow_eachIsClosedOnce() throws Exception {
        List<HoldingStage> stages = new ArrayList<>();
        UnaryOperator<Records> twoStages = window -> {
            HoldingStage inner = new HoldingStage(window, 1_000);
            stages.add(inner);
            stages.add(new HoldingStage(inner, 1_000));
            return stages.get(1);
        };
        try (LinePeer peer = new LinePeer(RelpPeer.ACKNOWLEDGES);
                SenderRing sender = new SenderRing(AsyncConfig.builder(), to(peer), new RelpProtocol(), twoStages)) {
            stages.forEach(HoldingStage::open);
            sender.log("event ", 0, 10);
            assertThat(sender.ring.flush(SenderRing.LONG)).isTrue();
            assertThat(stages).extracting(HoldingStage::closes).containsExactly(0, 0);

            assertThat(sender.ring.stop()).isZero();

            assertThat(stages).extracting(HoldingStage::closes).containsExactly(1, 1);
            assertThat(peer.lines).isEqualTo(numbered(10));
        }
    }

    @Test
    void stop_timeIsUpAndAStageHolds_isClosedWithItsRecordsPending() throws Exception {
        try (LinePeer peer = new LinePeer(RelpPeer.ACKNOWLEDGES);
                SenderRing sender = new SenderRing(
                        AsyncConfig.builder().drainTimeout(Duration.ofMillis(50)),
                        to(peer),
                        new RelpProtocol(),
                        this::stage)) {
            sender.log("event ", 0, 10);

            assertThat(sender.ring.stop()).isEqualTo(10);

            sender.awaitUntil("the stage is closed", () -> stage.closes() == 1);
            assertThat(sender.books().pending()).isEqualTo(10);
            assertThat(peer.lines).isEmpty();
        }
    }

    @Test
    void mark_stageHandsOnInPart_hasArrivedAsFarAsThatWent() throws Exception {
        try (LinePeer peer = new LinePeer(RelpPeer.ACKNOWLEDGES);
                DrivenSink driven = new DrivenSink(to(peer), new RelpProtocol(), this::stage)) {
            driven.deliver("one");
            long afterOne = driven.sink.flush();
            stage.open();
            driven.turnUntil("the first", () -> driven.tally.delivered() == 1);

            driven.deliver("two");
            long afterTwo = driven.sink.flush();

            assertThat(driven.sink.hasArrived(afterOne)).isTrue();
            assertThat(driven.sink.hasArrived(afterTwo)).isFalse();
        }
    }
}
