package io.penstock.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.Delivery;
import io.penstock.LoadBalancing;
import io.penstock.SenderState;
import io.penstock.TcpConfig;
import io.penstock.net.Connection;
import io.penstock.sink.Sink;
import io.penstock.tcp.dial.NameService;
import io.penstock.tcp.probe.ReadProbe;
import io.penstock.tcp.probe.StateProbe;
import io.penstock.wire.Framing;
import io.penstock.wire.lines.LinesProtocol;
import io.penstock.wire.relp.RelpProtocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The life of the connection, round by round, in a time that stands still unless it is moved. */
@Timeout(60)
class SenderTest {

    private static TcpConfig.Builder to(String... destinations) {
        TcpConfig.Builder config = TcpConfig.builder();
        for (String destination : destinations) {
            config.destination(destination);
        }
        return config;
    }

    // --- Getting a connection ---

    @Test
    void connect_refused_triesAgainAfterBackoffAndTellsOnce() throws Exception {
        int port = LinePeer.freePort();
        try (DrivenSink driven = new DrivenSink(to("127.0.0.1:" + port))) {
            driven.deliver("early");
            driven.turnUntil(SenderState.WAITING);

            try (LinePeer peer = new LinePeer(LinePeer.READS, port)) {
                driven.time.advance(Duration.ofMillis(19));
                driven.turn(20);
                assertThat(driven.stats().state()).isEqualTo(SenderState.WAITING);
                driven.time.advance(Duration.ofMillis(1));
                driven.turnUntil("the line", () -> peer.lines.contains("early"));
                assertThat(driven.announcer.messages)
                        .containsExactly("127.0.0.1:" + port + " cannot be reached (Connection refused);"
                                + " trying again, at intervals of at most maxBackoff=30 seconds;"
                                + " until then the sender keeps"
                                + " maxInFlightBytes=8388608 and overflowPolicy decides");
                driven.believe();
                assertThat(driven.announcer.messages)
                        .element(1)
                        .isEqualTo("Connected to 127.0.0.1:" + port
                                + " after 20 ms and 1 attempts; resent 0 records, possibly lost 0");
                assertThat(driven.stats().reconnects()).isZero();
            }
        }
    }

    @Test
    void connect_refusedManyTimes_waitsLongerUpToMaxBackoff() throws Exception {
        int port = LinePeer.freePort();
        List<Long> attempts = new ArrayList<>();
        NameService counting = host -> {
            attempts.add(0L);
            return InetAddress.getAllByName(host);
        };
        try (DrivenSink driven = new DrivenSink(
                to("127.0.0.1:" + port).backoff(Duration.ofSeconds(1)).maxBackoff(Duration.ofSeconds(1)),
                new LinesProtocol(Framing.NEWLINE),
                counting)) {
            driven.deliver("never");
            for (int attempt = 1; attempt <= 50; attempt++) {
                driven.turnUntil(SenderState.WAITING);
                assertThat(attempts).hasSize(attempt);
                driven.turn(20);
                assertThat(attempts).hasSize(attempt);
                driven.time.advance(Duration.ofSeconds(1));
                driven.turn(1);
            }

            assertThat(driven.announcer.messages).hasSize(1);
            assertThat(driven.tally.unconfirmed()).isZero();
        }
    }

    @Test
    void connect_probeThrows_closesTheSocketAndBacksOff() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        LinePeer.Script tells = (peer, socket) -> {
            peer.readLines(socket, Integer.MAX_VALUE);
            ended.countDown();
        };
        try (LinePeer peer = new LinePeer(tells);
                DrivenSink driven = new DrivenSink(to(peer.destination()))) {
            List<SocketChannel> probed = new ArrayList<>();
            driven.probing = channel -> {
                probed.add(channel);
                throw new IllegalStateException("no probe");
            };
            driven.deliver("once");

            driven.turnUntil(SenderState.WAITING);

            assertThat(probed).singleElement().returns(false, SocketChannel::isOpen);
            // Closed at the kernel, too: a key left behind in the selector would keep it open.
            await(ended);
            assertThat(driven.announcer.messages).singleElement().asString().contains("no probe");

            driven.probeWith(ReadProbe.INSTANCE);
            driven.time.advance(Duration.ofMillis(20));
            driven.turnUntil("the line", () -> peer.lines.contains("once"));
            assertThat(peer.lines).containsExactly("once");
            assertThat(driven.stats().sent()).isOne();
        }
    }

    @Test
    void connect_nobodyAccepts_failsAfterConnectTimeout() throws Exception {
        // A full accept queue: the kernel drops what comes.
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            List<Socket> fillers = new ArrayList<>();
            try (DrivenSink driven = new DrivenSink(to("127.0.0.1:" + full.getLocalPort()))) {
                for (int i = 0; i < 3; i++) {
                    Socket filler = new Socket();
                    fillers.add(filler);
                    try {
                        filler.connect(full.getLocalSocketAddress(), 50);
                    } catch (IOException isFull) {
                        break;
                    }
                }
                driven.deliver("never");
                driven.turnUntil(SenderState.CONNECTING);

                driven.time.advance(Duration.ofMillis(4999));
                driven.turn(20);
                assertThat(driven.stats().state()).isEqualTo(SenderState.CONNECTING);
                driven.time.advance(Duration.ofMillis(1));
                driven.turn(1);

                assertThat(driven.stats().state()).isEqualTo(SenderState.WAITING);
                assertThat(driven.announcer.messages)
                        .singleElement()
                        .asString()
                        .contains("cannot be reached (no answer within connectTimeout=5 seconds)");
            } finally {
                for (Socket filler : fillers) {
                    filler.close();
                }
            }
        }
    }

    @Test
    void lookup_hangs_failsAfterConnectTimeoutAndStartsNoSecondThread() throws Exception {
        CountDownLatch hung = new CountDownLatch(1);
        AtomicInteger questions = new AtomicInteger();
        NameService hanging = host -> {
            questions.incrementAndGet();
            try {
                hung.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            return new InetAddress[] {InetAddress.getByName("127.0.0.1")};
        };
        try (LinePeer peer = new LinePeer(LinePeer.READS);
                DrivenSink driven =
                        new DrivenSink(to("loghost:" + peer.port()), new LinesProtocol(Framing.NEWLINE), hanging)) {
            driven.deliver("late");
            for (int attempt = 0; attempt < 10; attempt++) {
                driven.turnUntil(SenderState.LOOKING_UP);
                driven.time.advance(Duration.ofSeconds(5));
                driven.turnUntil(SenderState.WAITING);
                driven.time.advance(Duration.ofSeconds(30));
            }
            driven.turnUntil("the question", () -> questions.get() > 0);
            assertThat(questions).hasValue(1);
            assertThat(driven.announcer.messages)
                    .singleElement()
                    .asString()
                    .startsWith(
                            "loghost:" + peer.port() + " cannot be reached (the name loghost was not resolved within"
                                    + " connectTimeout=5 seconds; check the name service)");

            hung.countDown();
            driven.turnUntil("the line", Duration.ofMillis(1), () -> peer.lines.contains("late"));
        }
    }

    /** Such a name service would never be heard if its answer were thrown away each time. */
    @Test
    void lookup_takesLongerThanAnybodyWaits_itsAnswerIsForTheNextAttempt() throws Exception {
        Semaphore mayAnswer = new Semaphore(0);
        AtomicInteger questions = new AtomicInteger();
        AtomicInteger answers = new AtomicInteger();
        NameService slow = host -> {
            questions.incrementAndGet();
            mayAnswer.acquireUninterruptibly();
            answers.incrementAndGet();
            return new InetAddress[] {InetAddress.getByName("127.0.0.1")};
        };
        try (LinePeer peer = new LinePeer(LinePeer.READS);
                DrivenSink driven = new DrivenSink(
                        to("loghost:" + peer.port()).backoff(Duration.ofSeconds(10)),
                        new LinesProtocol(Framing.NEWLINE),
                        slow)) {
            driven.deliver("early");
            driven.turnUntil(SenderState.LOOKING_UP);
            driven.time.advance(Duration.ofSeconds(5));
            driven.turnUntil(SenderState.WAITING);

            mayAnswer.release();
            driven.turnUntil("the late answer", () -> answers.get() == 1 && noLookupRuns());
            driven.time.advance(Duration.ofSeconds(10));
            driven.turnUntil("the line", () -> peer.lines.contains("early"));
            assertThat(questions).hasValue(1);

            // Once only: the next attempt asks anew, and an answer that nobody came for is too old in the end.
            peer.reset();
            driven.turnUntil(SenderState.WAITING);
            driven.time.advance(Duration.ofSeconds(10));
            driven.turnUntil("the next question", () -> questions.get() == 2);
            driven.time.advance(Duration.ofSeconds(5));
            driven.turnUntil(SenderState.WAITING);
            mayAnswer.release();
            driven.turnUntil("its answer", Duration.ZERO, () -> answers.get() == 2 && noLookupRuns());
            driven.time.advance(Duration.ofMinutes(2));
            driven.turnUntil("the question after that", () -> questions.get() == 3);
            mayAnswer.release();
        }
    }

    private static boolean noLookupRuns() {
        return Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("penstock-lookup-loghost"));
    }

    @Test
    void lookup_unknownHost_backsOffAndAsksAgain() throws Exception {
        AtomicInteger questions = new AtomicInteger();
        NameService unknownAtFirst = host -> {
            if (questions.incrementAndGet() < 3) {
                throw new UnknownHostException(host);
            }
            return new InetAddress[] {InetAddress.getByName("127.0.0.1")};
        };
        try (LinePeer peer = new LinePeer(LinePeer.READS);
                DrivenSink driven = new DrivenSink(
                        to("loghost:" + peer.port()), new LinesProtocol(Framing.NEWLINE), unknownAtFirst)) {
            driven.deliver("found");

            driven.turnUntil("the line", Duration.ofMillis(1), () -> peer.lines.contains("found"));

            assertThat(questions).hasValue(3);
            assertThat(driven.announcer.messages)
                    .first()
                    .asString()
                    .startsWith("loghost:" + peer.port()
                            + " cannot be reached (the name loghost has no address (unknown host))");
        }
    }

    @Test
    void connect_firstAddressRefuses_takesTheSecondAtOnce() throws Exception {
        NameService two =
                host -> new InetAddress[] {InetAddress.getByName("127.0.0.9"), InetAddress.getByName("127.0.0.1")};
        try (LinePeer peer = new LinePeer(LinePeer.READS);
                DrivenSink driven =
                        new DrivenSink(to("loghost:" + peer.port()), new LinesProtocol(Framing.NEWLINE), two)) {
            driven.deliver("second");

            driven.turnUntil("the line", () -> peer.lines.contains("second"));

            assertThat(driven.announcer.messages).isEmpty();
        }
    }

    // --- Fail-over and fail-back ---

    @Test
    void destinations_firstAway_usesTheSecondAtOnceAndReturnsAfterFailback() throws Exception {
        int port = LinePeer.freePort();
        try (LinePeer second = new LinePeer(LinePeer.READS);
                DrivenSink driven = new DrivenSink(to("127.0.0.1:" + port, second.destination()))) {
            driven.deliver("one");
            driven.turnUntil("the line", () -> second.lines.contains("one"));
            driven.believe();
            assertThat(driven.stats().connectedTo()).isEqualTo(second.destination());

            try (LinePeer first = new LinePeer(LinePeer.READS, port)) {
                driven.turn(20);
                assertThat(first.sockets).isEmpty();
                driven.time.advance(Duration.ofSeconds(58));
                driven.turnUntil("the first is greeted", () -> first.sockets.size() == 1);
                driven.turn(20);
                assertThat(driven.stats().connectedTo()).isEqualTo(second.destination());
                driven.turnPatiently(
                        "the first takes over",
                        Duration.ofMillis(10),
                        () -> driven.stats().connectedTo().equals(first.destination()));
                driven.deliver("two");
                driven.turnUntil("the line", () -> first.lines.contains("two"));

                assertThat(first.lines).containsExactly("two");
                assertThat(second.lines).containsExactly("one");
                assertThat(driven.stats().possiblyLost()).isZero();
                assertThat(driven.stats().reconnects()).isEqualTo(1);
                assertThat(driven.announcer.messages)
                        .last()
                        .isEqualTo("Back at 127.0.0.1:" + port + ", the first destination, which answers again");
            }
        }
    }

    @Test
    void failback_firstStillAway_staysAndTriesOncePerInterval() throws Exception {
        int port = LinePeer.freePort();
        try (LinePeer second = new LinePeer(LinePeer.READS);
                DrivenSink driven = new DrivenSink(to("127.0.0.1:" + port, second.destination()))) {
            driven.deliver("one");
            driven.believe();

            driven.time.advance(Duration.ofMinutes(2));
            driven.turn(100);
            driven.deliver("two");
            driven.turnUntil("the line", () -> second.lines.contains("two"));

            assertThat(second.sockets).hasSize(1);
            assertThat(driven.stats().connectedTo()).isEqualTo(second.destination());
        }
    }

    // --- What goes wrong with a connection ---

    @Test
    void write_peerDoesNotRead_isGivenUpAfterWriteTimeout() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        LinePeer.Script stalls = (peer, socket) -> await(end);
        try (LinePeer peer = new LinePeer(stalls);
                DrivenSink driven = new DrivenSink(to(peer.destination()).maxInFlightBytes(2 << 20))) {
            driven.wrapping = Obstinate::new;
            String kilobyte = "x".repeat(1000);
            driven.deliver(kilobyte);
            driven.turnUntil(SenderState.OPEN);
            while (driven.sink.hasRoom()) {
                driven.deliver(kilobyte);
            }
            driven.turnUntil("blocked", () -> !driven.sink.advance());

            driven.time.advance(Duration.ofMillis(9_999));
            driven.turn(5);
            assertThat(driven.stats().state()).isEqualTo(SenderState.OPEN);
            peer.follow(LinePeer.READS);
            driven.wrapping = UnaryOperator.identity();
            driven.time.advance(Duration.ofMillis(1));
            driven.turn(1);

            assertThat(driven.stats().state()).isEqualTo(SenderState.WAITING);
            assertThat(driven.announcer.messages)
                    .singleElement()
                    .asString()
                    .startsWith("The connection to " + peer.destination()
                            + " was lost (the peer took no bytes for writeTimeout=10 seconds)");
            driven.turnUntil(
                    "all of it is written again", Duration.ofMillis(1), () -> driven.sink.hasArrived(Sink.EVERYTHING));
        } finally {
            end.countDown();
        }
    }

    @Test
    void acknowledgement_neverComes_isGivenUpAfterAckTimeoutAndSentAgain() throws Exception {
        try (LinePeer peer = new LinePeer(RelpPeer.IS_SILENT);
                DrivenSink driven =
                        new DrivenSink(to(peer.destination()).delivery(Delivery.ACKED), new RelpProtocol())) {
            driven.deliver("one");
            driven.turnUntil("the record", () -> peer.lines.contains("one"));
            assertThat(driven.sink.hasArrived(Sink.EVERYTHING)).isFalse();
            driven.turn(1);

            driven.time.advance(Duration.ofMillis(9_999));
            driven.turn(5);
            assertThat(driven.stats().state()).isEqualTo(SenderState.OPEN);
            peer.follow(RelpPeer.ACKNOWLEDGES);
            driven.time.advance(Duration.ofMillis(1));
            driven.turn(1);

            assertThat(driven.announcer.messages)
                    .singleElement()
                    .asString()
                    .contains("(a record has been waiting for its acknowledgement for ackTimeout=10 seconds)");
            assertThat(driven.tally.unconfirmed()).isEqualTo(1);
            assertThat(driven.tally.delivered()).isZero();
            driven.turnUntil("the acknowledgement", Duration.ofMillis(1), () -> driven.tally.delivered() == 1);
            assertThat(driven.tally.unconfirmed()).isZero();
            assertThat(driven.stats().resent()).isEqualTo(1);
            assertThat(driven.stats().sent()).isEqualTo(1);
            assertThat(driven.stats().delivered()).isEqualTo(1);
            assertThat(driven.sink.hasArrived(Sink.EVERYTHING)).isTrue();
        }
    }

    @Test
    void acknowledgement_othersComeButNotTheOldest_isGivenUpAfterAckTimeout() throws Exception {
        LinePeer.Script skipsTheFirst =
                RelpPeer.answering((number, record) -> record.equals("first") ? null : number + " rsp 6 200 OK\n");
        try (LinePeer peer = new LinePeer(skipsTheFirst);
                DrivenSink driven =
                        new DrivenSink(to(peer.destination()).delivery(Delivery.ACKED), new RelpProtocol())) {
            driven.deliver("first");
            for (int i = 1; i <= 10; i++) {
                long expected = i;
                driven.deliver("other " + i);
                driven.turnUntil("the acknowledgement", () -> driven.tally.delivered() == expected);
                driven.time.advance(Duration.ofSeconds(1));
            }
            driven.turn(1);

            assertThat(driven.announcer.messages).singleElement().asString().contains("ackTimeout=10 seconds");
        }
    }

    @Test
    void answer_garbage_isAProtocolErrorAndNothingIsDelivered() throws Exception {
        LinePeer.Script garbage = RelpPeer.answering((number, record) -> "garbage garbage garbage\n");
        try (LinePeer peer = new LinePeer(garbage);
                DrivenSink driven =
                        new DrivenSink(to(peer.destination()).delivery(Delivery.ACKED), new RelpProtocol())) {
            driven.deliver("one");

            driven.turnUntil(
                    "five errors", Duration.ofMillis(5), () -> driven.stats().protocolErrors() == 5);

            assertThat(driven.tally.delivered()).isZero();
            assertThat(driven.tally.unconfirmed()).isEqualTo(1);
            assertThat(driven.announcer.messages).hasSize(2);
            assertThat(driven.announcer.messages).first().asString().contains("(protocol=relp was not kept: ");
            assertThat(driven.announcer.messages).last().asString().startsWith("3 connections in a row ");
        }
    }

    @Test
    void answer_refusedThreeTimes_countsAsFailed() throws Exception {
        LinePeer.Script refuses = RelpPeer.answering(
                (number, record) -> number + (record.equals("bad") ? " rsp 12 500 bad luck\n" : " rsp 6 200 OK\n"));
        try (LinePeer peer = new LinePeer(refuses);
                DrivenSink driven =
                        new DrivenSink(to(peer.destination()).delivery(Delivery.ACKED), new RelpProtocol())) {
            driven.deliver("good");
            driven.deliver("bad");

            driven.turnUntil("given up", Duration.ofMillis(1), () -> driven.tally.failed() == 1);

            driven.turnUntil("the other one", Duration.ofMillis(1), () -> driven.tally.delivered() == 1);
            assertThat(driven.tally.unconfirmed()).isZero();
            assertThat(peer.lines.stream().filter("bad"::equals)).hasSize(3);
            assertThat(driven.announcer.messages)
                    .contains(
                            "The peer refused 1 records 3 times, the last with \"500 bad luck\": they are given up and"
                                    + " count as failed; see why " + peer.destination() + " does not take them");
            assertThat(driven.stats().protocolErrors()).isZero();
        }
    }

    @Test
    void kernel_acknowledgesNothing_isGivenUpAfterWriteTimeout() throws Exception {
        AtomicLong acked = new AtomicLong();
        try (LinePeer peer = new LinePeer(LinePeer.READS);
                DrivenSink driven = new DrivenSink(to(peer.destination()))) {
            driven.probeWith(new FakeProbe(acked));
            driven.deliver("1234");
            driven.turnUntil("the line", () -> peer.lines.contains("1234"));
            assertThat(driven.sink.hasArrived(Sink.EVERYTHING)).isFalse();
            driven.time.advance(Duration.ofSeconds(5));
            driven.turn(1);
            acked.set(2);
            driven.time.advance(Duration.ofMillis(5));
            driven.turn(1);
            driven.time.advance(Duration.ofMillis(9_999));
            driven.turn(1);
            assertThat(driven.stats().state()).isEqualTo(SenderState.OPEN);
            assertThat(driven.stats().activeProbe()).isEqualTo("fake");

            driven.time.advance(Duration.ofMillis(5));
            driven.turn(1);

            assertThat(driven.stats().state()).isEqualTo(SenderState.WAITING);
            assertThat(driven.announcer.messages)
                    .singleElement()
                    .asString()
                    .contains("(the peer's machine acknowledged no bytes for writeTimeout=10 seconds;"
                            + " round trip 340000 µs, 7 segments sent again); trying again");
        }
    }

    @Test
    void replayTail_everythingAcknowledgedAndQuietForAnHour_isKept() throws Exception {
        AtomicLong acked = new AtomicLong(5);
        try (LinePeer peer = new LinePeer(LinePeer.READS);
                DrivenSink driven = new DrivenSink(to(peer.destination()))) {
            driven.probeWith(new FakeProbe(acked));
            driven.deliver("1234");
            driven.turnUntil("the line", () -> peer.lines.contains("1234"));

            driven.time.advance(Duration.ofHours(1));
            driven.turn(2);

            assertThat(driven.stats().windowBytes()).isEqualTo(5);
        }
    }

    /** As many peers do, and proxies: each such end would cost a replay window. */
    @Test
    void peer_endsQuietConnections_getsNothingTwice() throws Exception {
        Semaphore goodbye = new Semaphore(0);
        try (LinePeer peer = new LinePeer(endsWhenTold(goodbye));
                DrivenSink driven = new DrivenSink(to(peer.destination()))) {
            for (int event = 1; event <= 6; event++) {
                int lines = event;
                driven.deliver("event " + event);
                driven.turnUntil("the line", () -> peer.lines.size() == lines);
                driven.time.advance(Duration.ofSeconds(AgedBytes.SECONDS));
                driven.turn(2);
                goodbye.release();
                driven.turnUntil(SenderState.IDLE);
                assertThat(driven.sink.hasArrived(Sink.EVERYTHING)).isTrue();
                driven.time.advance(Duration.ofSeconds(5));
            }

            driven.turn(10);
            assertThat(peer.lines).hasSize(6);
            assertThat(driven.stats().resent()).isZero();
            assertThat(driven.stats().reconnects()).isEqualTo(5);
            assertThat(driven.stats().windowBytes()).isZero();
            assertThat(driven.stats().possiblyLost()).isEqualTo(6);
            assertThat(driven.tally.unconfirmed()).isEqualTo(6);
            assertThat(driven.announcer.messages).isEmpty();
        }
    }

    private static LinePeer.Script endsWhenTold(Semaphore goodbye) {
        return (peer, socket) -> {
            peer.readLines(socket, 1);
            goodbye.acquireUninterruptibly();
        };
    }

    /** What it has not had for long may be what it minded, or have met a process that was about to die. */
    @Test
    void peer_endsSoonAfterARecord_getsItAgain() throws Exception {
        Semaphore goodbye = new Semaphore(0);
        try (LinePeer peer = new LinePeer(endsWhenTold(goodbye));
                DrivenSink driven = new DrivenSink(to(peer.destination()))) {
            driven.deliver("only");
            driven.turnUntil("the line", () -> peer.lines.size() == 1);
            driven.time.advance(Duration.ofMillis(1_999));
            driven.turn(2);
            goodbye.release();
            driven.turnUntil(SenderState.WAITING);

            driven.time.advance(Duration.ofMillis(20));
            driven.turnUntil("the line again", () -> peer.lines.size() == 2);
            assertThat(driven.stats().resent()).isEqualTo(1);
            goodbye.release(10);
        }
    }

    @Test
    void peer_resetsAQuietConnection_getsTheReplayWindowAgain() throws Exception {
        try (LinePeer peer = new LinePeer(LinePeer.READS);
                DrivenSink driven = new DrivenSink(to(peer.destination()))) {
            driven.deliver("only");
            driven.turnUntil("the line", () -> peer.lines.size() == 1);
            driven.believe();
            driven.time.advance(Duration.ofHours(1));
            driven.turn(2);
            peer.reset();
            driven.turnUntil(SenderState.WAITING);

            driven.time.advance(Duration.ofMillis(20));
            driven.turnUntil("the line again", () -> peer.lines.size() == 2);
        }
    }

    /** Where the kernel is asked, what it does not confirm has not arrived, however long ago it was written. */
    @Test
    void peer_endsAConnectionOfWhichItConfirmedNothing_getsEverythingAgain() throws Exception {
        Semaphore goodbye = new Semaphore(0);
        AtomicLong acked = new AtomicLong();
        try (LinePeer peer = new LinePeer(endsWhenTold(goodbye));
                DrivenSink driven = new DrivenSink(to(peer.destination()))) {
            driven.probeWith(new FakeProbe(acked));
            driven.deliver("1234");
            driven.turnUntil("the line", () -> peer.lines.size() == 1);
            driven.time.advance(Duration.ofSeconds(5));
            driven.turn(2);
            goodbye.release();
            driven.turnUntil(SenderState.WAITING);

            assertThat(driven.stats().windowBytes()).isEqualTo(5);
            assertThat(driven.stats().possiblyLost()).isZero();
            goodbye.release(10);
        }
    }

    // --- We end a connection in good order ---

    @Test
    void idleClose_nothingToSend_endsInGoodOrderAndNothingIsInDoubt() throws Exception {
        try (LinePeer peer = new LinePeer(LinePeer.READS);
                DrivenSink driven = new DrivenSink(to(peer.destination()).idleClose(Duration.ofSeconds(4)))) {
            for (int event = 1; event <= 3; event++) {
                driven.deliver("event " + event);
                driven.turnUntil("arrived", () -> driven.sink.hasArrived(Sink.EVERYTHING));
                driven.time.advance(Duration.ofMillis(3_999));
                driven.turn(20);
                assertThat(driven.stats().state()).isEqualTo(SenderState.OPEN);
                driven.time.advance(Duration.ofMillis(1));
                driven.turnUntil(SenderState.IDLE);
            }

            assertThat(peer.lines).containsExactly("event 1", "event 2", "event 3");
            assertThat(driven.stats().reconnects()).isEqualTo(2);
            assertThat(driven.stats().resent()).isZero();
            assertThat(driven.stats().possiblyLost()).isZero();
            assertThat(driven.stats().windowBytes()).isZero();
            assertThat(driven.sink.hasArrived(Sink.EVERYTHING)).isTrue();
            assertThat(driven.announcer.messages).isEmpty();
        }
    }

    @Test
    void maxConnectionAge_records_goOnOnTheNextConnectionAtOnce() throws Exception {
        try (LinePeer peer = new LinePeer(LinePeer.READS);
                DrivenSink driven = new DrivenSink(to(peer.destination()).maxConnectionAge(Duration.ofMinutes(1)))) {
            for (int event = 0; event < 150; event++) {
                driven.deliver("event " + event);
                driven.turn(2);
                driven.time.advance(Duration.ofSeconds(1));
                driven.turn(2);
                if (driven.stats().state() == SenderState.ENDING) {
                    // Its answer takes no time of ours.
                    driven.turnUntil("its end", () -> driven.stats().state() != SenderState.ENDING);
                }
            }
            driven.turnUntil("all", () -> peer.lines.size() == 150);

            assertThat(peer.lines).doesNotHaveDuplicates();
            assertThat(driven.stats().reconnects()).isEqualTo(2);
            assertThat(driven.stats().resent()).isZero();
            assertThat(driven.stats().possiblyLost()).isZero();
            assertThat(driven.announcer.messages).isEmpty();
        }
    }

    @Test
    void idleClose_relp_saysGoodbye() throws Exception {
        try (LinePeer peer = new LinePeer(RelpPeer.ACKNOWLEDGES);
                DrivenSink driven =
                        new DrivenSink(to(peer.destination()).idleClose(Duration.ofSeconds(4)), new RelpProtocol())) {
            driven.deliver("one");
            driven.turnUntil("acknowledged", () -> driven.tally.delivered() == 1);
            driven.turn(2);
            driven.time.advance(Duration.ofSeconds(4));
            driven.turnUntil(SenderState.IDLE);
            driven.deliver("two");
            driven.turnUntil("acknowledged", () -> driven.tally.delivered() == 2);

            assertThat(driven.stats().reconnects()).isEqualTo(1);
            assertThat(driven.stats().resent()).isZero();
            assertThat(driven.announcer.messages).isEmpty();
        }
    }

    /** The bound on waiting for the peer's answer to our end. */
    @Test
    void idleClose_peerNeverEndsItsSide_isLeftAfterAWhileAndItsRecordsAreInDoubt() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        LinePeer.Script lingers = (peer, socket) -> {
            peer.readLines(socket, Integer.MAX_VALUE);
            await(end);
        };
        try (LinePeer peer = new LinePeer(lingers);
                DrivenSink driven = new DrivenSink(to(peer.destination()).idleClose(Duration.ofSeconds(4)))) {
            driven.deliver("only");
            driven.turnUntil("the line", () -> peer.lines.size() == 1);
            driven.turn(2);
            driven.time.advance(Duration.ofSeconds(4));
            driven.turnUntil(SenderState.ENDING);
            driven.turn(5);
            driven.time.advance(Duration.ofSeconds(5));
            driven.turnUntil(SenderState.IDLE);

            assertThat(driven.stats().possiblyLost()).isEqualTo(1);
            assertThat(driven.stats().resent()).isZero();
        } finally {
            end.countDown();
        }
    }

    @Test
    void roundRobin_eachConnection_goesToTheNextDestination() throws Exception {
        try (LinePeer first = new LinePeer(LinePeer.READS);
                LinePeer second = new LinePeer(LinePeer.READS);
                LinePeer third = new LinePeer(LinePeer.READS);
                DrivenSink driven = new DrivenSink(to(first.destination(), second.destination(), third.destination())
                        .loadBalancing(LoadBalancing.ROUND_ROBIN)
                        .idleClose(Duration.ofSeconds(1)))) {
            for (int event = 0; event < 7; event++) {
                driven.deliver("event " + event);
                driven.turnUntil("arrived", () -> driven.sink.hasArrived(Sink.EVERYTHING));
                driven.turn(2);
                driven.time.advance(Duration.ofSeconds(1));
                driven.turnUntil(SenderState.IDLE);
            }

            assertThat(first.lines).containsExactly("event 0", "event 3", "event 6");
            assertThat(second.lines).containsExactly("event 1", "event 4");
            assertThat(third.lines).containsExactly("event 2", "event 5");
            assertThat(driven.stats().possiblyLost()).isZero();
        }
    }

    @Test
    void roundRobin_oneIsAway_theNextTakesItsTurn() throws Exception {
        try (LinePeer second = new LinePeer(LinePeer.READS);
                DrivenSink driven = new DrivenSink(to("127.0.0.1:" + LinePeer.freePort(), second.destination())
                        .loadBalancing(LoadBalancing.ROUND_ROBIN)
                        .idleClose(Duration.ofSeconds(1)))) {
            for (int event = 0; event < 4; event++) {
                driven.deliver("event " + event);
                driven.turnUntil("arrived", () -> driven.sink.hasArrived(Sink.EVERYTHING));
                driven.turn(2);
                driven.time.advance(Duration.ofSeconds(1));
                driven.turnUntil(SenderState.IDLE);
            }

            assertThat(second.lines).hasSize(4).doesNotHaveDuplicates();
        }
    }

    @Test
    void peer_floodsUs_eventsStillGetThroughAndEachRoundIsBounded() throws Exception {
        LinePeer.Script floods = (peer, socket) -> {
            Thread reader = new Thread(() -> {
                try {
                    peer.readLines(socket, Integer.MAX_VALUE);
                } catch (IOException closed) {
                    // The end of the test.
                }
            });
            reader.setDaemon(true);
            reader.start();
            byte[] nothing = new byte[1 << 20];
            while (true) {
                socket.getOutputStream().write(nothing);
            }
        };
        try (LinePeer peer = new LinePeer(floods);
                DrivenSink driven = new DrivenSink(to(peer.destination()))) {
            for (int i = 0; i < 200; i++) {
                driven.deliver("event " + i);
                driven.turn(2);
            }

            driven.turnUntil("the last line", () -> peer.lines.contains("event 199"));

            assertThat(peer.lines).hasSize(200);
            assertThat(driven.stats().windowBytes()).isLessThan(10_000);
        }
    }

    @Test
    void connection_diesYoung_backsOffFurtherEachTimeUntilOneIsGood() throws Exception {
        LinePeer.Script closes = (peer, socket) -> {};
        try (LinePeer peer = new LinePeer(closes);
                DrivenSink driven = new DrivenSink(to(peer.destination()))) {
            driven.dice = bound -> bound - 1;
            driven.deliver("again and again");
            for (int wait : new int[] {40, 80, 160, 320}) {
                driven.turnUntil(SenderState.WAITING);
                driven.time.advance(Duration.ofMillis(wait - 1));
                driven.turn(5);
                assertThat(driven.stats().state()).isEqualTo(SenderState.WAITING);
                driven.time.advance(Duration.ofMillis(1));
                driven.turn(1);
                assertThat(driven.stats().state()).isNotEqualTo(SenderState.WAITING);
            }
            assertThat(driven.announcer.messages).hasSize(1);
            assertThat(driven.stats().windowBytes()).isPositive();

            driven.turnUntil(SenderState.WAITING);
            peer.follow(LinePeer.READS);
            driven.time.advance(Duration.ofSeconds(1));
            driven.turnPatiently("the line", Duration.ofMillis(20), () -> !peer.lines.isEmpty());
            driven.believe();
            peer.reset();
            driven.turnUntil(SenderState.WAITING);
            driven.time.advance(Duration.ofMillis(40));
            driven.turnUntil(SenderState.OPEN);
            assertThat(driven.announcer.messages).hasSize(3);
        }
    }

    @Test
    void connection_cannotBeMadeForWantOfMemory_isTriedAgain() throws Exception {
        try (LinePeer peer = new LinePeer(LinePeer.READS);
                DrivenSink driven = new DrivenSink(to(peer.destination()))) {
            driven.wrapping = connection -> {
                throw new OutOfMemoryError("Cannot reserve 16384 bytes of direct buffer memory (a test)");
            };
            driven.deliver("once there is memory");
            driven.turnUntil(SenderState.WAITING);

            driven.wrapping = UnaryOperator.identity();
            driven.turnUntil("the line", Duration.ofMillis(20), () -> peer.lines.contains("once there is memory"));

            assertThat(driven.announcer.messages).first().asString().contains("direct buffer memory (a test)");
        }
    }

    // --- The end ---

    @Test
    void finish_everythingWritten_halfClosesAndWaitsForThePeersEnd() throws Exception {
        CountDownLatch mayClose = new CountDownLatch(1);
        LinePeer.Script lingers = (peer, socket) -> {
            peer.readLines(socket, Integer.MAX_VALUE);
            peer.lines.add("END");
            await(mayClose);
        };
        try (LinePeer peer = new LinePeer(lingers);
                DrivenSink driven = new DrivenSink(to(peer.destination()))) {
            driven.deliver("last");
            driven.sink.finish();

            driven.turnUntil("our end", () -> peer.lines.contains("END"));
            driven.turn(20);
            assertThat(driven.sink.finish()).isFalse();
            assertThat(driven.stats().state()).isEqualTo(SenderState.ENDING);
            mayClose.countDown();
            driven.turnUntil("finished", driven.sink::finish);

            assertThat(peer.lines).containsExactly("last", "END");
            assertThat(driven.stats().possiblyLost()).isZero();
            assertThat(driven.announcer.messages).isEmpty();
        }
    }

    @Test
    void finish_relp_saysGoodbyeAfterTheLastAcknowledgement() throws Exception {
        try (LinePeer peer = new LinePeer(RelpPeer.ACKNOWLEDGES);
                DrivenSink driven =
                        new DrivenSink(to(peer.destination()).delivery(Delivery.ACKED), new RelpProtocol())) {
            for (int i = 0; i < 1000; i++) {
                driven.deliver("record " + i);
            }
            driven.sink.finish();

            driven.turnUntil("finished", driven.sink::finish);

            assertThat(driven.tally.delivered()).isEqualTo(1000);
            assertThat(driven.tally.unconfirmed()).isZero();
            assertThat(peer.lines).hasSize(1000);
        }
    }

    @Test
    void finish_nothingLeftAndPeerAway_isFinishedAtOnce() throws Exception {
        try (LinePeer peer = new LinePeer(RelpPeer.ACKNOWLEDGES);
                DrivenSink driven =
                        new DrivenSink(to(peer.destination()).delivery(Delivery.ACKED), new RelpProtocol())) {
            driven.deliver("only");
            driven.turnUntil("the acknowledgement", () -> driven.tally.delivered() == 1);
            peer.die();
            driven.turnUntil(SenderState.IDLE);

            driven.sink.finish();
            driven.turn(1);

            assertThat(driven.sink.finish()).isTrue();
        }
    }

    @Test
    void finish_somethingLeftAndPeerAway_goesOnTrying() throws Exception {
        int port = LinePeer.freePort();
        try (DrivenSink driven = new DrivenSink(to("127.0.0.1:" + port))) {
            driven.deliver("left");
            driven.sink.finish();
            driven.turnUntil(SenderState.WAITING);
            assertThat(driven.sink.finish()).isFalse();

            try (LinePeer peer = new LinePeer(LinePeer.READS, port)) {
                driven.turnUntil("finished", Duration.ofMillis(1), driven.sink::finish);

                assertThat(peer.lines).containsExactly("left");
            }
        }
    }

    /** With TLS each answer of rsyslog is a record of its own, and many of them come at once. */
    @Test
    void read_connectionHoldsMoreThanItGave_isReadOnWithoutWaiting() throws Exception {
        try (LinePeer peer = new LinePeer(RelpPeer.ACKNOWLEDGES);
                DrivenSink driven =
                        new DrivenSink(to(peer.destination()).delivery(Delivery.ACKED), new RelpProtocol())) {
            driven.wrapping = Dribbling::new;
            for (int i = 0; i < 100; i++) {
                driven.deliver("record " + i);
            }

            // Time stands still: nothing but the connection can say that there is more.
            driven.turnUntil("all acknowledged", () -> driven.tally.delivered() == 100);
        }
    }

    @Test
    void finish_nextAttemptFarAway_isBroughtForward() throws Exception {
        int port = LinePeer.freePort();
        try (DrivenSink driven = new DrivenSink(to("127.0.0.1:" + port))) {
            driven.dice = bound -> bound - 1;
            driven.deliver("left");
            for (int attempts = 0; attempts < 12; attempts++) {
                driven.time.advance(Duration.ofSeconds(30));
                driven.turn(1);
                driven.turnUntil(SenderState.WAITING);
            }

            try (LinePeer peer = new LinePeer(LinePeer.READS, port)) {
                driven.sink.finish();
                driven.time.advance(Duration.ofMillis(19));
                driven.turn(20);
                assertThat(driven.stats().state()).isEqualTo(SenderState.WAITING);
                driven.time.advance(Duration.ofMillis(1));
                driven.turnUntil("finished", driven.sink::finish);

                assertThat(peer.lines).containsExactly("left");
            }
        }
    }

    @Test
    void hurry_nextAttemptFarAway_isBroughtForwardAndTheConnectionStays() throws Exception {
        int port = LinePeer.freePort();
        try (DrivenSink driven = new DrivenSink(to("127.0.0.1:" + port))) {
            driven.dice = bound -> bound - 1;
            driven.deliver("left");
            for (int attempts = 0; attempts < 12; attempts++) {
                driven.time.advance(Duration.ofSeconds(30));
                driven.turn(1);
                driven.turnUntil(SenderState.WAITING);
            }

            try (LinePeer peer = new LinePeer(LinePeer.READS, port)) {
                driven.sink.hurry();
                driven.time.advance(Duration.ofMillis(20));
                driven.turnUntil("the line", () -> peer.lines.contains("left"));
                driven.deliver("of another hook");
                driven.turnUntil("the next line", () -> peer.lines.contains("of another hook"));

                assertThat(driven.stats().state()).isEqualTo(SenderState.OPEN);
            }
        }
    }

    @Test
    void finish_connectedToTheSecondBeyondFailback_doesNotKeepTheThreadAwake() throws Exception {
        CountDownLatch mayClose = new CountDownLatch(1);
        LinePeer.Script lingers = (peer, socket) -> {
            peer.readLines(socket, Integer.MAX_VALUE);
            await(mayClose);
        };
        try (LinePeer second = new LinePeer(lingers);
                DrivenSink driven = new DrivenSink(to("127.0.0.1:" + LinePeer.freePort(), second.destination()))) {
            driven.deliver("last");
            driven.believe();
            driven.sink.finish();
            driven.turnUntil(SenderState.ENDING);
            driven.time.advance(Duration.ofMinutes(2));
            driven.turn(20);
            long start = System.nanoTime();

            driven.sink.traits().sleeper().nap(Duration.ofMillis(200).toNanos());

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(100));
            mayClose.countDown();
            driven.turnUntil("finished", driven.sink::finish);
        }
    }

    /** The time-out of an open connection is over then: left running it would be due for ever. */
    @Test
    void finish_peersMachineAcknowledgesNothing_waitsAsleepAndSeesItWhenItDoes() throws Exception {
        CountDownLatch mayClose = new CountDownLatch(1);
        LinePeer.Script lingers = (peer, socket) -> {
            peer.readLines(socket, Integer.MAX_VALUE);
            await(mayClose);
        };
        AtomicLong acked = new AtomicLong();
        try (LinePeer peer = new LinePeer(lingers);
                DrivenSink driven = new DrivenSink(to(peer.destination()))) {
            driven.probeWith(new FakeProbe(acked));
            driven.deliver("1234");
            driven.turnUntil("the line", () -> peer.lines.contains("1234"));
            driven.sink.finish();
            driven.turnUntil(SenderState.ENDING);
            driven.time.advance(Duration.ofMinutes(2));
            driven.turn(20);
            long mark = driven.sink.flush();
            assertThat(driven.sink.hasArrived(mark)).isFalse();
            long start = System.nanoTime();

            for (int nap = 0; nap < 40; nap++) {
                driven.sink.traits().sleeper().nap(Duration.ofMillis(200).toNanos());
            }

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(100));
            acked.set(5);
            driven.time.advance(Duration.ofMillis(5));
            driven.turn(1);
            assertThat(driven.sink.hasArrived(mark)).isTrue();
            mayClose.countDown();
            driven.turnUntil("finished", driven.sink::finish);
        }
    }

    @Test
    void finish_peerEndsAfterItHasAcknowledgedEverything_isNoOutage() throws Exception {
        try (LinePeer peer = new LinePeer(RelpPeer.ACKNOWLEDGES);
                DrivenSink driven =
                        new DrivenSink(to(peer.destination()).delivery(Delivery.ACKED), new RelpProtocol())) {
            driven.deliver("only");
            driven.turnUntil("the acknowledgement", () -> driven.tally.delivered() == 1);

            peer.die();
            driven.time.advance(Duration.ofSeconds(2));
            driven.sink.finish();
            driven.turnUntil("finished", driven.sink::finish);

            assertThat(driven.announcer.messages).isEmpty();
            assertThat(driven.stats().possiblyLost()).isZero();
        }
    }

    @Test
    void close_peerGoneWithWhatWasSent_countsItAsPossiblyLostAndSaysSo() throws Exception {
        try (LinePeer peer = new LinePeer(LinePeer.READS);
                DrivenSink driven = new DrivenSink(to(peer.destination()))) {
            for (int i = 0; i < 10; i++) {
                driven.deliver("line " + i);
            }
            driven.turnUntil("the lines", () -> peer.lines.size() == 10);
            peer.die();
            driven.turnUntil(SenderState.WAITING);

            driven.sink.finish();
            driven.turn(5);
            assertThat(driven.sink.finish()).isFalse();
            driven.sink.close();

            assertThat(driven.stats().possiblyLost()).isEqualTo(10);
            assertThat(driven.announcer.messages)
                    .last()
                    .isEqualTo("The sender ended before " + peer.destination() + " had: 10 records that were sent are"
                            + " possibly lost; raise drainTimeout, or use delivery=acked");
        }
    }

    @Test
    void replay_connectionHeldBytesBack_keepsThoseBesidesTheTail() throws Exception {
        int held = 64 << 10;
        try (LinePeer peer = new LinePeer(LinePeer.READS);
                DrivenSink driven = new DrivenSink(to(peer.destination()))) {
            driven.wrapping = connection -> new Holding(connection, new AtomicInteger(held));
            driven.deliver("first");
            driven.believe();
            String line = "x".repeat(1023);
            for (int i = 0; i < 1000; i++) {
                driven.deliver(line);
            }
            driven.turnUntil("all sent", () -> driven.stats().sent() == 1001);
            driven.turn(20);

            peer.reset();
            driven.turnUntil(SenderState.WAITING);

            // 2 * (SO_SNDBUF + held) + 64 KiB + the tail
            assertThat(driven.stats().windowBytes()).isGreaterThanOrEqualTo((2 * (64 + 64) + 64 + 128 - 1) << 10);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Delivery.class,
            names = {"BEST_EFFORT", "REPLAY"})
    void hasArrived_connectionHoldsBytesBack_onlyWhenTheKernelHasThem(Delivery delivery) throws Exception {
        AtomicInteger held = new AtomicInteger(11);
        try (LinePeer peer = new LinePeer(LinePeer.READS);
                DrivenSink driven = new DrivenSink(to(peer.destination()).delivery(delivery))) {
            driven.wrapping = connection -> new Holding(connection, held);
            driven.deliver("one");
            driven.deliver("two");
            long two = driven.sink.flush();
            driven.deliver("1234567890");
            driven.turnUntil("the lines", () -> peer.lines.contains("1234567890"));
            driven.turn(1);

            assertThat(driven.sink.hasArrived(two)).isTrue();
            assertThat(driven.sink.hasArrived(Sink.EVERYTHING)).isFalse();
            assertThat(driven.stats().windowBytes()).isGreaterThanOrEqualTo(11);
            held.set(10);
            assertThat(driven.sink.advance()).as("moved on").isTrue();
            assertThat(driven.sink.hasArrived(Sink.EVERYTHING)).isFalse();
            held.set(0);
            assertThat(driven.sink.advance()).as("moved on").isTrue();
            assertThat(driven.sink.hasArrived(Sink.EVERYTHING)).isTrue();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Takes nothing more once the kernel has refused some. By itself the kernel may later move on to the peer's machine
     * what it has, and take more, though the peer never reads.
     */
    private static final class Obstinate extends Wrapped {
        private boolean full;

        Obstinate(Connection connection) {
            super(connection);
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            int written = full ? 0 : super.write(source);
            full |= source.hasRemaining();
            return written;
        }
    }

    /** As if it had not given its last bytes to the kernel yet. */
    private static final class Holding extends Wrapped {
        private final AtomicInteger held;

        Holding(Connection connection, AtomicInteger held) {
            super(connection);
            this.held = held;
        }

        @Override
        public int held() {
            return held.get();
        }
    }

    /** Takes all that has come from the channel, and gives out five bytes of it with each read. */
    private static final class Dribbling extends Wrapped {
        private final ByteBuffer taken = ByteBuffer.allocate(1 << 16).limit(0);

        Dribbling(Connection connection) {
            super(connection);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            taken.compact();
            int read = super.read(taken);
            taken.flip();
            if (!taken.hasRemaining()) {
                return read;
            }
            int count = Math.min(5, taken.remaining());
            for (int i = 0; i < count; i++) {
                target.put(taken.get());
            }
            return count;
        }

        @Override
        public boolean holdsInput() {
            return taken.hasRemaining();
        }
    }

    static class Wrapped implements Connection {
        private final Connection connection;

        Wrapped(Connection connection) {
            this.connection = connection;
        }

        @Override
        public boolean establish() throws IOException {
            return connection.establish();
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return connection.read(target);
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            return connection.write(source);
        }

        @Override
        public boolean flush() throws IOException {
            return connection.flush();
        }

        @Override
        public int interest() {
            return connection.interest();
        }

        @Override
        public void shutdownOutput() throws IOException {
            connection.shutdownOutput();
        }

        @Override
        public SocketChannel channel() {
            return connection.channel();
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    /** A probe that knows how many bytes were acknowledged, because the test says so. */
    private record FakeProbe(AtomicLong acked) implements StateProbe {

        @Override
        public String circumstances() {
            return "round trip 340000 µs, 7 segments sent again";
        }

        @Override
        public String name() {
            return "fake";
        }

        @Override
        public boolean isAlive() {
            return true;
        }

        @Override
        public long ackedBytes() {
            return acked.get();
        }

        @Override
        public long queuedBytes() {
            return 5 - acked.get();
        }
    }
}
