package io.penstock.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.Delivery;
import io.penstock.SenderState;
import io.penstock.TcpConfig;
import io.penstock.wire.Framing;
import io.penstock.wire.LinesProtocol;
import io.penstock.wire.RelpProtocol;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Receivers that end the connection whenever a certain record comes, and those that end it whatever comes. */
@Timeout(60)
class StandstillTest {

    private static final String POISON = "poison";

    /** Acknowledges each record but the one it cannot take: there it ends the connection without a word. */
    private static final RelpPeer.Answers CHOKES_ON_POISON = (number, record) -> {
        if (record.startsWith(POISON)) {
            throw new IOException("cannot take that");
        }
        return number + " rsp 6 200 OK\n";
    };

    private static final LinePeer.Script CHOKES = RelpPeer.answering(CHOKES_ON_POISON);

    /** Answers the greeting and ends with the first record, whatever it is. */
    private static final LinePeer.Script DIES = RelpPeer.answering((number, record) -> {
        throw new IOException("dead");
    });

    private static DrivenSink relp(LinePeer peer, int maxResends) {
        return new DrivenSink(
                TcpConfig.builder()
                        .destination(peer.destination())
                        .delivery(Delivery.ACKED)
                        .maxResends(maxResends),
                new RelpProtocol());
    }

    private static DrivenSink lines(LinePeer peer) {
        return new DrivenSink(TcpConfig.builder().destination(peer.destination()), new LinesProtocol(Framing.NEWLINE));
    }

    /** Lets the sender lose so many connections, in a time that stands still but for the back-off. */
    private static void lose(DrivenSink driven, int connections) {
        for (int i = 0; i < connections; i++) {
            driven.turnUntil(SenderState.WAITING);
            driven.time.advance(Duration.ofMillis(20));
            driven.turn(1);
        }
        driven.turnUntil(SenderState.WAITING);
    }

    private static void assertBooks(DrivenSink driven, long delivered, long failed, long unconfirmed) {
        assertThat(driven.tally.delivered()).as("delivered").isEqualTo(delivered);
        assertThat(driven.tally.failed()).as("failed").isEqualTo(failed);
        assertThat(driven.tally.unconfirmed()).as("unconfirmed").isEqualTo(unconfirmed);
        assertThat(driven.stats().delivered()).isEqualTo(delivered);
        assertThat(driven.stats().unconfirmed()).isEqualTo(unconfirmed);
    }

    // --- With acknowledgements ---

    @Test
    void poison_withoutMaxResends_isToldOnceAndKeptUntilItIsTaken() throws Exception {
        try (LinePeer peer = new LinePeer(CHOKES);
                DrivenSink driven = relp(peer, 0)) {
            driven.deliver("good");
            driven.turnUntil("the first", () -> driven.tally.delivered() == 1);
            driven.deliver(POISON);
            driven.deliver("behind");

            lose(driven, 20);

            assertThat(driven.stats().stuckConnections()).isEqualTo(21);
            assertThat(driven.announcer.messages).hasSize(2);
            assertThat(driven.announcer.messages)
                    .last()
                    .isEqualTo("3 connections in a row to " + peer.destination() + " were lost while record 2 since the"
                            + " start (26 bytes) waited for its acknowledgement, the last one because the peer closed the"
                            + " connection. It is sent first on each, and those behind it wait: look into the receiver's"
                            + " own log; a record too long for it, or an encoding it does not take, does that. It is sent"
                            + " again for ever, unless maxResends is set");
            assertBooks(driven, 1, 0, 2);

            peer.follow(RelpPeer.ACKNOWLEDGES);
            driven.turnUntil("the rest", Duration.ofMillis(1), () -> driven.tally.delivered() == 3);
            driven.turn(1);
            assertThat(driven.stats().stuckConnections()).isZero();
            assertBooks(driven, 3, 0, 0);
        }
    }

    @Test
    void poison_withMaxResends_isSentAloneAndGivenUpAndTheRestArrives() throws Exception {
        try (LinePeer peer = new LinePeer(CHOKES);
                DrivenSink driven = relp(peer, 5)) {
            for (int i = 0; i < 10; i++) {
                driven.deliver("before " + i);
            }
            driven.deliver(POISON);
            for (int i = 0; i < 10; i++) {
                driven.deliver("after " + i);
            }

            driven.turnUntil("the rest", Duration.ofMillis(1), () -> driven.tally.delivered() == 20);
            driven.turn(1);

            assertBooks(driven, 20, 1, 0);
            assertThat(peer.lines.stream().filter(POISON::equals)).hasSize(6);
            assertThat(driven.stats().stuckConnections()).isZero();
            assertThat(driven.stats().sent()).isEqualTo(21);
            assertThat(driven.announcer.messages)
                    .contains("Gave up record 11 since the start (26 bytes), which counts as failed: 6 connections in a"
                            + " row to " + peer.destination() + " ended with it, on the last it was sent alone"
                            + " (maxResends=5); look into the receiver's own log for why it does not take it");
            assertThat(driven.announcer.messages.stream().filter(message -> message.contains("in a row")))
                    .hasSize(2);
        }
    }

    /** What it has read before is not acknowledged: the oldest record is not the one at fault. */
    @Test
    void poison_endsConnectionsBeforeAnythingIsAcknowledged_isFoundAllTheSame() throws Exception {
        try (LinePeer peer = new LinePeer(RelpPeer.answeringBursts(CHOKES_ON_POISON));
                DrivenSink driven = relp(peer, 3)) {
            for (int i = 0; i < 5; i++) {
                driven.deliver("before " + i);
            }
            driven.deliver(POISON);
            driven.deliver("after");

            driven.turnUntil("the rest", Duration.ofMillis(1), () -> driven.tally.delivered() == 6);

            assertBooks(driven, 6, 1, 0);
            assertThat(peer.lines.subList(0, 12))
                    .containsExactly(
                            "before 0",
                            "before 1",
                            "before 2",
                            "before 3",
                            "before 4",
                            POISON,
                            "before 0",
                            "before 1",
                            "before 2",
                            "before 3",
                            "before 4",
                            POISON);
        }
    }

    @Test
    void receiver_keepsDyingWhateverComes_costsFewRecordsHoweverLongItGoesOn() throws Exception {
        try (LinePeer peer = new LinePeer(DIES);
                DrivenSink driven = relp(peer, 2)) {
            for (int i = 0; i < 100; i++) {
                driven.deliver("good " + i);
            }

            // The first after 2 + 1 connections, the next ones after 4 + 1, 8 + 1, 16 + 1: 34 in all.
            lose(driven, 32);
            assertThat(driven.tally.failed()).isEqualTo(3);
            lose(driven, 1);
            assertThat(driven.tally.failed()).isEqualTo(4);
            lose(driven, 30);
            assertThat(driven.tally.failed()).isEqualTo(4);

            peer.follow(RelpPeer.ACKNOWLEDGES);
            driven.turnUntil("the rest", Duration.ofMillis(1), () -> driven.tally.delivered() == 96);
            assertBooks(driven, 96, 4, 0);
        }
    }

    @Test
    void receiver_answersAgain_nextRecordHasAllItsChances() throws Exception {
        try (LinePeer peer = new LinePeer(CHOKES);
                DrivenSink driven = relp(peer, 2)) {
            for (int i = 0; i < 6; i++) {
                driven.deliver(POISON + i);
                driven.deliver("good " + i);
            }

            driven.turnUntil("the good ones", Duration.ofMillis(1), () -> driven.tally.delivered() == 6);

            assertBooks(driven, 6, 6, 0);
            for (int i = 0; i < 6; i++) {
                String poison = POISON + i;
                assertThat(peer.lines.stream().filter(poison::equals)).hasSize(3);
            }
        }
    }

    @Test
    void receiver_isSilent_isToldAndCostsNothing() throws Exception {
        try (LinePeer peer = new LinePeer(RelpPeer.IS_SILENT);
                DrivenSink driven = relp(peer, 1)) {
            driven.deliver("waits");
            for (int connection = 1; connection <= 10; connection++) {
                int expected = connection;
                driven.turnUntil("the record", () -> peer.lines.size() == expected);
                driven.turn(1);
                driven.time.advance(Duration.ofSeconds(10));
                driven.turnUntil(SenderState.WAITING);
                driven.time.advance(Duration.ofSeconds(30));
            }

            assertBooks(driven, 0, 0, 1);
            assertThat(driven.stats().stuckConnections()).isEqualTo(10);
            assertThat(driven.announcer.messages)
                    .filteredOn(message -> message.contains("10 connections"))
                    .isEmpty();
            assertThat(driven.announcer.messages)
                    .filteredOn(message -> message.startsWith("3 connections"))
                    .hasSize(1);
        }
    }

    /** As rsyslog does on account of a record that is too long for it. */
    @Test
    void poison_receiverSaysThatItCloses_isGivenUp() throws Exception {
        LinePeer.Script saysSoAndCloses = (peer, socket) -> RelpPeer.answering((number, record) -> {
                    if (!record.equals(POISON)) {
                        return number + " rsp 6 200 OK\n";
                    }
                    // From then on only: before, it would end connections whose record is merely late.
                    socket.setSoTimeout(20);
                    return "0 serverclose 0\n";
                })
                .run(peer, socket);
        try (LinePeer peer = new LinePeer(saysSoAndCloses);
                DrivenSink driven = relp(peer, 2)) {
            driven.deliver(POISON);
            lose(driven, 2);
            assertBooks(driven, 0, 1, 0);

            peer.follow(RelpPeer.ACKNOWLEDGES);
            driven.deliver("good");
            driven.turnUntil("the rest", Duration.ofMillis(1), () -> driven.tally.delivered() == 1);
            assertBooks(driven, 1, 1, 0);
        }
    }

    /** The receiver sees from its announced length that it will not take it, and does not read on. */
    @Test
    void poison_tooLongToBeWrittenAsAWhole_isGivenUpThoughItWasNeverSent() throws Exception {
        LinePeer.Script refusesLong = (peer, socket) -> {
            byte[] opening = socket.getInputStream().readNBytes(5);
            assertThat(opening).isNotEmpty();
            String offers = "200 OK\nrelp_version=0\ncommands=syslog";
            socket.getOutputStream()
                    .write(("1 rsp " + offers.length() + " " + offers + "\n").getBytes(StandardCharsets.US_ASCII));
            int seen = 0;
            while (seen < 10_000) {
                seen += socket.getInputStream().readNBytes(1000).length;
            }
        };
        try (LinePeer peer = new LinePeer(refusesLong);
                DrivenSink driven = new DrivenSink(
                        TcpConfig.builder()
                                .destination(peer.destination())
                                .delivery(Delivery.ACKED)
                                .maxInFlightBytes(32 << 20)
                                .maxRecordBytes(32 << 20)
                                .maxResends(2),
                        new RelpProtocol())) {
            driven.deliver("x".repeat(16 << 20));

            driven.turnUntil("given up", Duration.ofMillis(1), () -> driven.tally.failed() == 1);
            driven.turn(1);

            assertBooks(driven, 0, 1, 0);
            assertThat(driven.stats().sent()).isZero();
            assertThat(driven.stats().windowBytes()).isZero();
            assertThat(driven.sink.hasArrived(driven.sink.mark())).isTrue();
            peer.follow(RelpPeer.ACKNOWLEDGES);
            driven.deliver("short");
            driven.turnUntil("the next", Duration.ofMillis(1), () -> driven.tally.delivered() == 1);
            driven.turn(1);
            assertBooks(driven, 1, 1, 0);
        }
    }

    /** Answers that were on their way when the connection broke are read, so that they need not be asked for again. */
    @Test
    void answers_cameBeforeTheConnectionBroke_areTaken() throws Exception {
        AtomicReference<BreaksUnread> connection = new AtomicReference<>();
        try (LinePeer peer = new LinePeer(CHOKES);
                DrivenSink driven = relp(peer, 0)) {
            driven.wrapping = plain -> {
                connection.set(new BreaksUnread(plain));
                return connection.get();
            };
            driven.deliver("good 0");
            driven.turnUntil("the first", () -> driven.tally.delivered() == 1);
            connection.get().withholding = true;
            for (int i = 1; i < 10; i++) {
                driven.deliver("good " + i);
            }
            driven.turnUntil("the answers", () -> connection.get().heldAnswers() == 9);
            assertThat(driven.tally.delivered()).isEqualTo(1);

            connection.get().broken = true;
            driven.deliver("one more");
            driven.turnUntil(SenderState.WAITING);

            assertBooks(driven, 10, 0, 0);
            assertThat(driven.stats().stuckConnections()).isZero();
        }
    }

    /** Holds back what has come, and gives it out once a write has failed. */
    private static final class BreaksUnread extends SenderTest.Wrapped {
        private final ByteBuffer held = ByteBuffer.allocate(1 << 16);
        private boolean withholding;
        private boolean broken;

        BreaksUnread(Connection connection) {
            super(connection);
        }

        long heldAnswers() {
            return new String(held.array(), 0, held.position(), StandardCharsets.US_ASCII)
                    .lines()
                    .count();
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            if (!withholding) {
                int count = held.flip().remaining();
                target.put(held);
                held.clear();
                return count > 0 ? count : super.read(target);
            }
            super.read(held);
            return 0;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            if (broken) {
                withholding = false;
                throw new IOException("Broken pipe");
            }
            return super.write(source);
        }
    }

    // --- Without acknowledgements ---

    private static final LinePeer.Script CHOKES_ON_LINE = (peer, socket) -> {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            peer.lines.add(line);
            if (line.equals(POISON)) {
                return;
            }
        }
    };

    @Test
    void lines_poisonInTheReplayWindow_isToldOnce() throws Exception {
        try (LinePeer peer = new LinePeer(CHOKES_ON_LINE);
                DrivenSink driven = lines(peer)) {
            driven.deliver("good");
            driven.deliver(POISON);

            lose(driven, 8);
            assertThat(driven.announcer.messages).hasSize(1);
            assertThat(driven.stats().stuckConnections()).isEqualTo(9);
            lose(driven, 20);

            assertThat(driven.announcer.messages).hasSize(2);
            assertThat(driven.announcer.messages)
                    .last()
                    .isEqualTo("10 connections in a row to " + peer.destination() + " were lost within a second, each"
                            + " after it had been sent the replay window from record 1 since the start (5 bytes) on; the"
                            + " last one because the peer closed the connection. Unless the receiver is merely down"
                            + " behind a proxy, look into its own log; a record too long for it, or an encoding it does"
                            + " not take, does that. With delivery=bestEffort nothing is sent again that was written");
            assertBooks(driven, 0, 0, 2);

            peer.follow(LinePeer.READS);
            driven.time.advance(Duration.ofMillis(20));
            driven.turn(1);
            driven.believe();
            assertThat(driven.stats().stuckConnections()).isZero();
        }
    }

    @Test
    void lines_receiverEndsConnectionsThatLivedForAWhile_isNoStandstill() throws Exception {
        try (LinePeer peer = new LinePeer(LinePeer.READS);
                DrivenSink driven = lines(peer)) {
            driven.deliver("good");
            for (int connection = 0; connection < 15; connection++) {
                driven.believe();
                driven.deliver("one more");
                peer.awaitConnections(1);
                peer.reset();
                driven.turnUntil(SenderState.WAITING);
                driven.time.advance(Duration.ofMillis(20));
                driven.turn(1);
            }

            assertThat(driven.stats().stuckConnections()).isZero();
            assertThat(driven.announcer.messages).noneMatch(message -> message.contains("in a row"));
        }
    }

    @Test
    void problems_maxResendsWithoutAcknowledgements_isRefused() {
        TcpConfig config =
                TcpConfig.builder().destination("localhost:514").maxResends(5).build();

        assertThat(TcpSink.problems(config, new LinesProtocol(Framing.NEWLINE)))
                .containsExactly("maxResends=5 needs a protocol that acknowledges, and protocol=lines does not;"
                        + " use protocol=relp or remove maxResends");
        assertThat(TcpSink.problems(config, new RelpProtocol())).isEmpty();
    }
}
