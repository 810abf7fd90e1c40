package io.penstock.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.Delivery;
import io.penstock.SenderState;
import io.penstock.TcpConfig;
import io.penstock.net.Connection;
import io.penstock.sink.Sink;
import io.penstock.stats.ReadFigures;
import io.penstock.wire.Framing;
import io.penstock.wire.WireProtocol;
import io.penstock.wire.lines.LinesProtocol;
import io.penstock.wire.relp.RelpProtocol;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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
        return relp(peer, maxResends, Duration.ofHours(1));
    }

    private static DrivenSink relp(LinePeer peer, int maxResends, Duration ackTimeout) {
        return new DrivenSink(
                TcpConfig.builder()
                        .destination(peer.destination())
                        .ackTimeout(ackTimeout)
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

    /** As the other, also when the sender has to wait before it sends anything. */
    private static void losePatiently(DrivenSink driven, int connections) {
        for (int i = 0; i < connections; i++) {
            driven.turnPatiently("a lost connection", Duration.ofMillis(20), () -> isWaiting(driven));
            driven.time.advance(Duration.ofMillis(20));
            driven.turn(1);
        }
        driven.turnPatiently("the last lost connection", Duration.ofMillis(20), () -> isWaiting(driven));
    }

    private static boolean isWaiting(DrivenSink driven) {
        return driven.stats().state() == SenderState.WAITING;
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
    void poison_maxResendsIsZero_isSetAsideUntilItIsTakenAndTheRestArrives() throws Exception {
        try (LinePeer peer = new LinePeer(CHOKES);
                DrivenSink driven = relp(peer, 0)) {
            driven.deliver("good");
            driven.turnUntil("the first", () -> driven.tally.delivered() == 1);
            driven.deliver(POISON, "shop.Order");
            driven.deliver("behind");

            driven.turnUntil("the one behind", Duration.ofMillis(1), () -> driven.tally.delivered() == 2);
            driven.turn(1);

            assertThat(peer.lines.stream().filter(POISON::equals)).hasSizeLessThanOrEqualTo(5);
            assertThat(driven.stats().windowBytes()).isEqualTo(26);
            assertThat(ReadFigures.of(driven.sink.figures())).containsEntry("setAside", 1L);
            assertThat(driven.announcer.messages)
                    .contains("Set aside the record 2 since the start (26 bytes, logger shop.Order): connections to "
                            + peer.destination() + " ended with it, the last one because the peer closed the"
                            + " connection. The others go on; it is tried again alone at growing intervals, for ever"
                            + " (maxResends=0). Look into the receiver's own log; a record too long for it, or an"
                            + " encoding it does not take, does that");
            assertBooks(driven, 2, 0, 1);
            long mark = driven.sink.flush();
            assertThat(driven.sink.hasArrived(mark)).isFalse();

            goOn(driven, 30, Duration.ofMinutes(1));
            assertBooks(driven, 32, 0, 1);

            peer.follow(RelpPeer.ACKNOWLEDGES);
            driven.turnPatiently("the poison", Duration.ofSeconds(1), () -> driven.tally.delivered() == 33);
            driven.turn(1);
            assertThat(driven.sink.hasArrived(mark)).isTrue();
            assertThat(driven.stats().windowBytes()).isZero();
            assertThat(driven.announcer.messages)
                    .last()
                    .asString()
                    .startsWith("The record 2 since the start (26 bytes, logger shop.Order), which had been set aside,"
                            + " was taken by " + peer.destination());
            assertBooks(driven, 33, 0, 0);
        }
    }

    /** So many more records, at these intervals. */
    private static void goOn(DrivenSink driven, int records, Duration interval) throws Exception {
        for (int i = 0; i < records; i++) {
            long expected = driven.tally.delivered() + 1;
            driven.deliver("more " + i);
            driven.turnUntil("acknowledged", Duration.ofMillis(1), () -> driven.tally.delivered() >= expected);
            driven.time.advance(interval);
            driven.turnUntil("no try is under way", () -> !driven.sink.advance());
            driven.turn(5);
        }
    }

    @Test
    void poison_othersAreTakenBetweenItsTries_isGivenUpAfterMaxResends() throws Exception {
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

            for (int i = 0; driven.tally.failed() == 0; i++) {
                assertThat(i).isLessThan(50);
                goOn(driven, 1, Duration.ofSeconds(30));
            }
            driven.turn(1);

            assertThat(driven.tally.unconfirmed()).isZero();
            assertThat(driven.stats().unconfirmed()).isZero();
            assertThat(driven.stats().stuckConnections()).isZero();
            assertThat(driven.stats().windowBytes()).isZero();
            assertThat(driven.sink.hasArrived(Sink.EVERYTHING)).isTrue();
            assertThat(driven.announcer.messages)
                    .contains("Gave up the record 11 since the start (26 bytes), which counts as failed: "
                            + peer.destination() + " ended 5 connections on which it was sent alone, and took others in"
                            + " between (maxResends=5); look into the receiver's own log for why it does not take it");
        }
    }

    /** Nothing tells a receiver that refuses this record from one that takes nothing. */
    @Test
    void poison_nothingElseIsTakenBetweenItsTries_isNeverGivenUp() throws Exception {
        try (LinePeer peer = new LinePeer(CHOKES);
                DrivenSink driven = relp(peer, 2)) {
            driven.deliver(POISON);
            driven.deliver("behind");
            driven.turnUntil("the one behind", Duration.ofMillis(1), () -> driven.tally.delivered() == 1);
            int before = peer.lines.size();

            driven.turnPatiently("many tries", Duration.ofSeconds(1), () -> peer.lines.size() == before + 20);

            // The first counts: the other was taken after it had been set aside.
            assertThat(driven.tally.failed()).isZero();
        }
    }

    /** A receiver that hangs with it has not refused it. */
    @Test
    void poison_triesEndByOurTimeouts_isNeverGivenUp() throws Exception {
        try (LinePeer peer = new LinePeer(CHOKES);
                DrivenSink driven = relp(peer, 1, Duration.ofSeconds(10))) {
            driven.deliver(POISON);
            driven.deliver("behind");
            driven.turnUntil("the one behind", Duration.ofMillis(1), () -> driven.tally.delivered() == 1);
            peer.follow(
                    RelpPeer.answering((number, record) -> record.equals(POISON) ? "" : number + " rsp 6 200 OK\n"));

            for (int i = 0; i < 5; i++) {
                long before = tries(peer);
                long expected = driven.tally.delivered() + 1;
                driven.deliver("more " + i);
                driven.turnUntil("acknowledged", () -> driven.tally.delivered() == expected);
                driven.turnPatiently("a try", Duration.ofMillis(500), () -> tries(peer) > before);
            }

            assertBooks(driven, 6, 0, 1);
        }
    }

    private static long tries(LinePeer peer) {
        synchronized (peer.lines) {
            return peer.lines.stream().filter(POISON::equals).count();
        }
    }

    /** 2 s, 6 s, 14 s, 30 s, 62 s, 122 s and 182 s after it was set aside. */
    @Test
    void poison_keepsBeingRefused_isTriedAtGrowingIntervals() throws Exception {
        try (LinePeer peer = new LinePeer(CHOKES);
                DrivenSink driven = relp(peer, 0)) {
            driven.deliver(POISON);
            driven.deliver("behind");
            driven.turnUntil("the one behind", Duration.ofMillis(1), () -> driven.tally.delivered() == 1);
            int before = peer.lines.size();

            long end = driven.time.nanos() + Duration.ofSeconds(200).toNanos();
            driven.turnPatiently("200 s", Duration.ofMillis(500), () -> driven.time.nanos() >= end);

            assertThat(peer.lines.size() - before).isBetween(2, 7);
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

            assertBooks(driven, 6, 0, 1);
            assertThat(driven.announcer.messages).anyMatch(message -> message.startsWith("Set aside the record 6 "));
        }
    }

    @Test
    void receiver_keepsDyingWhateverComes_costsNothingHoweverLongItGoesOn() throws Exception {
        try (LinePeer peer = new LinePeer(DIES);
                DrivenSink driven = relp(peer, 1)) {
            for (int i = 0; i < 100; i++) {
                driven.deliver("good " + i);
            }

            lose(driven, 60);
            driven.time.advance(Duration.ofHours(1));
            lose(driven, 60);
            assertBooks(driven, 0, 0, 100);

            peer.follow(RelpPeer.ACKNOWLEDGES);
            driven.turnPatiently("all", Duration.ofMillis(100), () -> driven.tally.delivered() == 100);
            assertBooks(driven, 100, 0, 0);
            assertThat(driven.announcer.messages)
                    .filteredOn(message -> message.startsWith("Set aside"))
                    .hasSize(1);
        }
    }

    @Test
    void poison_comesAgainAndAgain_isSetAsideEachTime() throws Exception {
        try (LinePeer peer = new LinePeer(CHOKES);
                DrivenSink driven = relp(peer, 2)) {
            for (int i = 0; i < 6; i++) {
                driven.deliver(POISON + i);
                driven.deliver(POISON + i);
                driven.deliver("good " + i);
            }

            driven.turnUntil("the good ones", Duration.ofMillis(1), () -> driven.tally.delivered() == 6);

            assertBooks(driven, 6, 0, 12);
            for (int i = 0; driven.tally.failed() < 12; i++) {
                assertThat(i).isLessThan(200);
                goOn(driven, 1, Duration.ofSeconds(20));
            }
            assertThat(driven.tally.unconfirmed()).isZero();
        }
    }

    @Test
    void receiver_isSilent_isToldAndCostsNothing() throws Exception {
        try (LinePeer peer = new LinePeer(RelpPeer.IS_SILENT);
                DrivenSink driven = relp(peer, 1, Duration.ofSeconds(10))) {
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
    void poison_receiverSaysThatItCloses_isSetAside() throws Exception {
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
            driven.deliver("good");
            driven.turnUntil("the rest", Duration.ofMillis(1), () -> driven.tally.delivered() == 1);

            assertBooks(driven, 1, 0, 1);
        }
    }

    /** The receiver sees from its announced length that it will not take it, and does not read on. */
    @Test
    void poison_tooLongToBeWrittenAsAWhole_isSetAsideAndGivenUpThoughItWasNeverSent() throws Exception {
        LinePeer.Script refusesLong = RelpPeer.refusingAbove(10_000);
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
            driven.turnUntil(
                    "some connections",
                    Duration.ofMillis(1),
                    () -> driven.stats().stuckConnections() >= 3);
            driven.deliver("short");
            driven.turnUntil("the next", Duration.ofMillis(1), () -> driven.tally.delivered() == 1);
            driven.turn(1);
            assertBooks(driven, 1, 0, 0);
            assertThat(driven.stats().sent()).isEqualTo(1);

            for (int i = 0; driven.tally.failed() == 0; i++) {
                assertThat(i).isLessThan(50);
                goOn(driven, 1, Duration.ofSeconds(20));
            }
            driven.turn(1);

            assertThat(driven.tally.failed()).isEqualTo(1);
            assertThat(driven.stats().sent()).isEqualTo(driven.tally.delivered());
            assertThat(driven.stats().windowBytes()).isZero();
            assertThat(driven.sink.hasArrived(Sink.EVERYTHING)).isTrue();
        }
    }

    @Test
    void finish_recordIsSetAside_isTriedOnceMore() throws Exception {
        try (LinePeer peer = new LinePeer(CHOKES);
                DrivenSink driven = relp(peer, 8)) {
            driven.deliver(POISON);
            driven.deliver("behind");
            driven.turnUntil("the one behind", Duration.ofMillis(1), () -> driven.tally.delivered() == 1);
            driven.turn(1);
            peer.follow(RelpPeer.ACKNOWLEDGES);

            driven.sink.finish();
            driven.turnUntil("finished", driven.sink::finish);

            assertBooks(driven, 2, 0, 0);
        }
    }

    @Test
    void finish_recordIsSetAsideAndStillRefused_isFinishedAllTheSame() throws Exception {
        try (LinePeer peer = new LinePeer(CHOKES);
                DrivenSink driven = relp(peer, 8)) {
            driven.deliver(POISON);
            driven.deliver("behind");
            driven.turnUntil("the one behind", Duration.ofMillis(1), () -> driven.tally.delivered() == 1);

            driven.sink.finish();
            driven.turnUntil("finished", driven.sink::finish);

            assertBooks(driven, 1, 0, 1);
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

    /** Reads as a syslog-ng does: what is not one of its records ends the connection, whatever else has come by then. */
    private static final LinePeer.Script CHOKES_ON_LINE = (peer, socket) -> {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.contains(POISON)) {
                return;
            }
            peer.lines.add(line);
        }
    };

    /** Sees the length first, and ends without reading what it announces, if that is more than any good record has. */
    private static final LinePeer.Script CHOKES_ON_LENGTH = (peer, socket) -> {
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        while (true) {
            int length = 0;
            for (int digit = in.readUnsignedByte(); digit != ' '; digit = in.readUnsignedByte()) {
                length = 10 * length + digit - '0';
            }
            String line = length > 60_000 ? POISON : new String(in.readNBytes(length), StandardCharsets.UTF_8);
            if (line.contains(POISON)) {
                return;
            }
            peer.lines.add(line);
        }
    };

    static List<Arguments> unacknowledged() {
        List<Arguments> all = new ArrayList<>();
        for (WireProtocol protocol :
                List.of(new LinesProtocol(Framing.NEWLINE), new LinesProtocol(Framing.OCTET_COUNTING))) {
            for (Delivery delivery : List.of(Delivery.REPLAY, Delivery.BEST_EFFORT)) {
                for (long tailBytes : delivery == Delivery.REPLAY ? new long[] {0, 128 << 10} : new long[] {0}) {
                    for (int poisonBytes : new int[] {10, 130_000, 2_000_000}) {
                        all.add(Arguments.of(protocol, delivery, tailBytes, poisonBytes));
                    }
                }
            }
        }
        return all;
    }

    /** With everything before and behind it already there: more than any buffer takes. */
    @ParameterizedTest
    @MethodSource("unacknowledged")
    void lines_poisonAmongMany_doesNotStopTheRest(
            WireProtocol protocol, Delivery delivery, long tailBytes, int poisonBytes) throws Exception {
        LinePeer.Script script = protocol.frameBytes(1) == 2 ? CHOKES_ON_LINE : CHOKES_ON_LENGTH;
        try (LinePeer peer = LinePeer.withSmallBuffer(script);
                DrivenSink driven = new DrivenSink(
                        TcpConfig.builder()
                                .destination(peer.destination())
                                .delivery(delivery)
                                .writeTimeout(Duration.ofHours(1))
                                .tailBytes(tailBytes)
                                .maxRecordBytes(8 << 20),
                        protocol)) {
            String filling = "x".repeat(200);
            Set<String> expected = new LinkedHashSet<>();
            int number = 0;
            for (int part = 0; part < 2; part++) {
                for (int i = 0; i < 5_000; i++) {
                    String line = "good " + number++ + " " + filling;
                    expected.add(line);
                    add(driven, line);
                }
                if (part == 0) {
                    add(driven, POISON + "p".repeat(poisonBytes));
                }
            }
            String last = "good 9999 " + filling;

            // Without a tail what lies behind the poison in the peer's machine when it ends may be lost.
            long mayMiss = tailBytes == 0 ? 10_000 : 0;
            driven.turnPatiently(
                    "the rest",
                    Duration.ofMillis(20),
                    () -> driven.stats().sent() >= 10_000
                            && missing(expected, peer)
                                    <= Math.min(mayMiss, driven.stats().possiblyLost())
                            && peer.lines.contains(last));

            long missing = missing(expected, peer);
            assertThat(missing).isLessThanOrEqualTo(driven.stats().possiblyLost());
            assertThat(driven.tally.failed()).isZero();
            assertThat(driven.tally.unconfirmed()).isEqualTo(driven.stats().unconfirmed());
        }
    }

    private static void add(DrivenSink driven, String line) throws Exception {
        if (!driven.sink.hasRoom()) {
            driven.turnPatiently("room", Duration.ofMillis(20), driven.sink::hasRoom);
        }
        driven.deliver(line);
    }

    private static long missing(Set<String> expected, LinePeer peer) {
        Set<String> left = new HashSet<>(expected);
        synchronized (peer.lines) {
            peer.lines.forEach(left::remove);
        }
        return left.size();
    }

    @Test
    void lines_poisonSetAside_isFailedAfterItsTriesWhileOthersAreTaken() throws Exception {
        AtomicLong refusals = new AtomicLong();
        LinePeer.Script counts = (peer, socket) -> {
            CHOKES_ON_LINE.run(peer, socket);
            refusals.incrementAndGet();
        };
        try (LinePeer peer = new LinePeer(counts);
                DrivenSink driven = new DrivenSink(
                        TcpConfig.builder().destination(peer.destination()).maxResends(2))) {
            driven.deliver("good");
            driven.deliver(POISON, "shop.Order");
            driven.deliver("behind");
            driven.turnPatiently("the one behind", Duration.ofMillis(20), () -> peer.lines.contains("behind"));

            for (int i = 0; driven.tally.failed() == 0; i++) {
                assertThat(i).isLessThan(50);
                String line = "more " + i;
                long before = refusals.get();
                driven.deliver(line);
                driven.turnPatiently("the line", Duration.ofMillis(20), () -> peer.lines.contains(line));
                driven.turnPatiently(
                        "a try", Duration.ofMillis(100), () -> refusals.get() > before || driven.tally.failed() > 0);
            }
            driven.turn(1);

            assertThat(driven.announcer.messages)
                    .last()
                    .isEqualTo("Gave up the record 2 since the start (7 bytes, logger shop.Order), which counts as"
                            + " failed: " + peer.destination() + " ended 2 connections on which it was sent alone, and"
                            + " took others in between (maxResends=2); look into the receiver's own log for why it does"
                            + " not take it");
            assertThat(driven.tally.failed()).isEqualTo(1);
            assertThat(driven.tally.unconfirmed()).isEqualTo(driven.sink.flush() - 1);
            assertThat(driven.stats().unconfirmed()).isEqualTo(driven.sink.flush() - 1);
        }
    }

    @Test
    void lines_innocentSetAside_arrivesLate() throws Exception {
        try (LinePeer peer = new LinePeer(CHOKES_ON_LINE);
                DrivenSink driven = lines(peer)) {
            driven.deliver("good");
            driven.deliver(POISON);
            driven.deliver("behind");
            driven.turnPatiently("the one behind", Duration.ofMillis(20), () -> peer.lines.contains("behind"));
            assertThat(driven.sink.hasArrived(Sink.EVERYTHING)).isFalse();

            peer.follow(LinePeer.READS);
            driven.turnPatiently(
                    "it",
                    Duration.ofMillis(20),
                    () -> driven.announcer.messages.stream().anyMatch(message -> message.contains("was taken by")));

            assertThat(peer.lines).contains(POISON);
            assertThat(driven.sink.hasArrived(Sink.EVERYTHING)).isTrue();
            assertThat(driven.tally.unconfirmed()).isEqualTo(3);
        }
    }

    @Test
    void lines_receiverEndsConnectionsThatMadeProgress_isNoStandstill() throws Exception {
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

    /** It takes bytes and closes: with acknowledgements or without, nothing of it is anybody's fault. */
    @Test
    void lines_receiverKeepsDying_costsNothing() throws Exception {
        LinePeer.Script dies = (peer, socket) -> socket.getInputStream().read();
        try (LinePeer peer = new LinePeer(dies);
                DrivenSink driven = lines(peer)) {
            for (int i = 0; i < 100; i++) {
                driven.deliver("good " + i);
            }
            losePatiently(driven, 40);
            assertThat(driven.tally.failed()).isZero();

            peer.follow(LinePeer.READS);
            driven.turnPatiently(
                    "all", Duration.ofMillis(100), () -> new HashSet<>(List.of(peer.lines.toArray())).size() == 100);

            assertThat(driven.tally.failed()).isZero();
            assertThat(driven.stats().unconfirmed()).isEqualTo(100);
        }
    }

    /** Its connections do not end with what it is sent, so that each is sent all there is again. */
    @Test
    void lines_receiverDiesThoughNothingIsSent_isSentEverythingAllTheSame() throws Exception {
        try (LinePeer peer = new LinePeer(LinePeer.READS);
                DrivenSink driven = lines(peer)) {
            for (int i = 0; i < 100; i++) {
                driven.deliver("good " + i);
            }
            int lines = 0;
            for (int connection = 1; connection <= 12; connection++) {
                driven.turnUntil(SenderState.OPEN);
                if (connection == 4) {
                    driven.turn(50);
                } else {
                    lines += 100;
                }
                int expected = lines;
                driven.turnUntil("lines on connection " + connection, () -> peer.lines.size() >= expected);
                assertThat(peer.lines).as("after connection " + connection).hasSize(expected);
                peer.awaitConnections(1);
                peer.reset();
                driven.turnUntil(SenderState.WAITING);
                driven.time.advance(Duration.ofMillis(20));
                driven.turn(1);
            }

            assertThat(driven.announcer.messages).noneMatch(message -> message.contains("Set aside"));
        }
    }

    @Test
    void lines_stoppedDuringASearch_isSentEverythingAtOnce() throws Exception {
        try (LinePeer peer = new LinePeer(LinePeer.READS);
                DrivenSink driven = lines(peer)) {
            for (int i = 0; i < 100; i++) {
                driven.deliver("good " + i);
            }
            for (int connection = 1; connection <= 3; connection++) {
                int expected = 100 * connection;
                driven.turnUntil("lines on connection " + connection, () -> peer.lines.size() >= expected);
                peer.awaitConnections(1);
                peer.reset();
                driven.turnUntil(SenderState.WAITING);
                driven.time.advance(Duration.ofMillis(20));
                driven.turn(1);
            }
            driven.turnUntil(SenderState.OPEN);
            driven.turn(50);
            assertThat(peer.lines).hasSize(300);

            driven.sink.finish();
            driven.turnUntil("the end", driven.sink::finish);

            assertThat(peer.lines).hasSize(400);
            assertThat(driven.stats().possiblyLost()).isZero();
        }
    }

    /** Nothing was sent yet, so nothing shows that the receiver is well again. */
    @Test
    void lines_nothingIsSentForAWhile_isNoEndOfTheOutage() throws Exception {
        try (LinePeer peer = new LinePeer(LinePeer.READS);
                DrivenSink driven = lines(peer)) {
            driven.deliver("good");
            for (int connection = 1; connection <= 3; connection++) {
                int expected = connection;
                driven.turnUntil("lines on connection " + connection, () -> peer.lines.size() >= expected);
                driven.time.advance(Duration.ofMillis(700));
                peer.awaitConnections(1);
                peer.reset();
                driven.turnUntil(SenderState.WAITING);
                driven.time.advance(Duration.ofMillis(20));
                driven.turn(1);
            }
            driven.turnUntil(SenderState.OPEN);
            int before = driven.announcer.messages.size();

            driven.turnPatiently("the line", Duration.ofMillis(20), () -> peer.lines.size() == 4);

            assertThat(driven.announcer.messages).hasSize(before);
        }
    }
}
