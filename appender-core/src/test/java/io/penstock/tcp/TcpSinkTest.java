package io.penstock.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.AsyncConfig;
import io.penstock.Books;
import io.penstock.Delivery;
import io.penstock.DropReason;
import io.penstock.OverflowPolicy;
import io.penstock.SenderState;
import io.penstock.SenderStats;
import io.penstock.TcpConfig;
import io.penstock.ring.RecordingAnnouncer;
import io.penstock.ring.RingTally;
import io.penstock.sink.TimeSource;
import io.penstock.stats.FigureRegistration;
import io.penstock.tcp.dial.NameService;
import io.penstock.wire.Framing;
import io.penstock.wire.lines.LinesProtocol;
import io.penstock.wire.relp.RelpProtocol;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
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
                        AsyncConfig.builder().maxBlock(SenderRing.LONG),
                        TcpConfig.builder().destination(peer.destination()),
                        lines())) {
            sender.log("event ", 0, 20_000);

            assertThat(sender.ring.flush(SenderRing.LONG)).isTrue();
            sender.ring.stop();

            peer.awaitLine("event 19999");
            assertThat(peer.lines).isEqualTo(numbered("event ", 0, 20_000));
            Books books = sender.books();
            assertThat(books.accepted()).isEqualTo(20_000);
            assertThat(books.unconfirmed()).isEqualTo(20_000);
            SenderStats stats = sender.sink.stats();
            assertThat(stats)
                    .isEqualTo(new SenderStats(20_000, 0, 20_000, 0, 0, 0, 0, 0, 0, "", "", SenderState.CLOSED));
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
                        new RingTally(),
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

    // --- While the peer is away ---

    /** A window of three batches of 1 KiB, in front of a ring of 16 slots that never waits. */
    private static SenderRing small(String destination) {
        return new SenderRing(
                AsyncConfig.builder()
                        .ringSize(16)
                        .overflowPolicy(OverflowPolicy.DROP)
                        .drainTimeout(Duration.ofMillis(300)),
                TcpConfig.builder()
                        .destination(destination)
                        .delivery(Delivery.BEST_EFFORT)
                        .maxBatchBytes(1024)
                        .maxInFlightBytes(4096),
                lines());
    }

    @Test
    void log_peerAway_ringFillsPolicyDropsAndAllAcceptedArriveLater() throws Exception {
        int port = LinePeer.freePort();
        try (SenderRing sender = small("127.0.0.1:" + port)) {
            List<String> accepted = new ArrayList<>();
            int refused = 0;
            for (int i = 0; i < 5_000; i++) {
                String text = "event number " + i;
                if (sender.log(text)) {
                    accepted.add(text);
                } else {
                    refused++;
                }
            }
            // Nothing gets in any more, whatever the drain thread does.
            sender.awaitUntil("the window is full", () -> !sender.log("late"));
            Books books = sender.books();
            assertThat(books.dropped(DropReason.RING_FULL)).isGreaterThanOrEqualTo(refused);
            assertThat(books.unconfirmed()).isZero();
            assertThat(books.delivered()).isZero();
            assertThat(books.pending()).isEqualTo(books.accepted());
            assertThat(sender.sink.stats().windowBytes()).isLessThanOrEqualTo(4096);
            // On a busy machine the ring is full before the drain thread has got to the first attempt.
            sender.awaitUntil("an outage has begun", () -> sender.announcer.messages.size() == 1);

            try (LinePeer peer = new LinePeer(LinePeer.READS, port)) {
                sender.awaitUntil("all are sent", () -> sender.books().pending() == 0);
                sender.awaitUntil("the outage is over", () -> sender.announcer.messages.size() == 2);
                sender.awaitUntil(
                        "the loss report",
                        () -> peer.lines.stream().anyMatch(line -> line.startsWith("REPORT dropped ")));
                sender.ring.stop();

                List<String> events = peer.lines.stream()
                        .filter(line -> line.startsWith("event"))
                        .toList();
                assertThat(events).isEqualTo(accepted);
                books = sender.books();
                // The loss report is a record and no event.
                assertThat(books.unconfirmed()).isEqualTo(books.accepted());
                assertThat(sender.sink.stats().sent()).isEqualTo(books.accepted());
                assertThat(sender.sink.stats().unconfirmed()).isEqualTo(books.accepted());
                assertThat(sender.announcer.messages.get(0))
                        .startsWith("127.0.0.1:" + port + " cannot be reached (Connection refused); trying again");
                assertThat(sender.announcer.messages.get(1))
                        .startsWith("Connected to 127.0.0.1:" + port + " after ")
                        .contains(" attempts; resent 0 records, possibly lost 0, dropped ");
            }
        }
    }

    @Test
    void stop_peerAway_returnsAtDrainTimeoutAndTellsWhatIsLeft() throws Exception {
        try (SenderRing sender = small("127.0.0.1:" + LinePeer.freePort())) {
            sender.log("left ", 0, 10);
            long start = System.nanoTime();

            long left = sender.ring.stop();

            assertThat(left).isEqualTo(10);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            assertThat(sender.books().pending()).isEqualTo(10);
            assertThat(sender.sink.stats().state()).isEqualTo(SenderState.CLOSED);
        }
    }

    @Test
    void stop_lookupHangs_returnsAtDrainTimeout() throws Exception {
        CountDownLatch hung = new CountDownLatch(1);
        NameService hanging = host -> {
            try {
                hung.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            throw new UnknownHostException(host);
        };
        try (SenderRing sender = new SenderRing(
                AsyncConfig.builder().drainTimeout(Duration.ofMillis(200)),
                TcpConfig.builder().destination("loghost:514"),
                lines(),
                hanging)) {
            sender.log("left");
            sender.awaitUntil("the look-up", () -> sender.sink.stats().state() == SenderState.LOOKING_UP);
            long start = System.nanoTime();

            assertThat(sender.ring.stop()).isEqualTo(1);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        } finally {
            hung.countDown();
        }
    }

    @Test
    void peer_closesAnIdleConnection_isNoticedWithoutTraffic() throws Exception {
        try (LinePeer peer = new LinePeer(LinePeer.READS);
                SenderRing sender = new SenderRing(
                        AsyncConfig.builder(), TcpConfig.builder().destination(peer.destination()), lines())) {
            sender.log("only");
            peer.awaitLine("only");

            peer.sockets.get(0).close();

            sender.awaitUntil("the new connection", () -> sender.sink.stats().reconnects() == 1);
            assertThat(sender.announcer.messages)
                    .first()
                    .asString()
                    .startsWith("The connection to " + peer.destination() + " was lost (");
        }
    }

    @Test
    void peer_killedAndRestartedAgainAndAgain_replayLosesNothing() throws Exception {
        int port = LinePeer.freePort();
        Set<String> received = ConcurrentHashMap.newKeySet();
        int events = 0;
        try (SenderRing sender =
                new SenderRing(AsyncConfig.builder(), TcpConfig.builder().destination("127.0.0.1:" + port), lines())) {
            for (int life = 0; life < 5; life++) {
                try (LinePeer peer = new LinePeer(LinePeer.READS, port)) {
                    int until = events + 2_000;
                    sender.log("event ", events, until);
                    events = until;
                    sender.awaitUntil("some have arrived", () -> peer.lines.size() > 1_000);
                    peer.reset();
                    peer.die();
                    received.addAll(List.copyOf(peer.lines));
                }
            }
            try (LinePeer peer = new LinePeer(LinePeer.READS, port)) {
                sender.awaitUntil("all are sent", () -> sender.books().pending() == 0);
                sender.ring.stop();
                received.addAll(List.copyOf(peer.lines));
            }

            assertThat(received).containsAll(numbered("event ", 0, events));
            assertThat(sender.sink.stats().resent()).isPositive();
        }
    }

    @Test
    void relp_connectionsBreakAllTheTime_everyEventIsDeliveredExactlyOnceInTheBooks() throws Exception {
        Random random = new Random(1);
        LinePeer.Script breaks = RelpPeer.answering((number, record) -> {
            synchronized (random) {
                if (random.nextInt(2_000) == 0) {
                    throw new IOException("enough");
                }
            }
            return number + " rsp 6 200 OK\n";
        });
        try (LinePeer peer = new LinePeer(breaks);
                SenderRing sender = new SenderRing(
                        AsyncConfig.builder().maxBlock(SenderRing.LONG),
                        TcpConfig.builder()
                                .destination(peer.destination())
                                .delivery(Delivery.ACKED)
                                .backoff(Duration.ofMillis(1))
                                .maxBackoff(Duration.ofMillis(5)),
                        new RelpProtocol())) {
            sender.log("event ", 0, 20_000);

            assertThat(sender.ring.flush(SenderRing.LONG)).isTrue();

            Books books = sender.books();
            assertThat(books.delivered()).isEqualTo(20_000);
            assertThat(books.unconfirmed()).isZero();
            assertThat(new HashSet<>(List.of(peer.lines.toArray()))).hasSize(20_000);
            assertThat(sender.sink.stats().reconnects()).isPositive();
            assertThat(sender.sink.stats().protocolErrors()).isZero();
        }
    }

    // --- Events and books ---

    @Test
    void encoder_failsOrHasNothingToSay_isCountedAsFailedAndTheNextFlows() throws Exception {
        try (LinePeer peer = new LinePeer(LinePeer.READS);
                SenderRing sender = new SenderRing(
                        AsyncConfig.builder(), TcpConfig.builder().destination(peer.destination()), lines())) {
            sender.log("one");
            sender.log("fail");
            sender.log("");
            sender.log("two");
            sender.ring.stop();

            assertThat(peer.lines).containsExactly("one", "two");
            Books books = sender.books();
            assertThat(books.accepted()).isEqualTo(4);
            assertThat(books.unconfirmed()).isEqualTo(2);
            assertThat(books.failed()).isEqualTo(2);
            assertThat(books.delivered()).isZero();
            assertThat(sender.sink.stats().sent()).isEqualTo(2);
            assertThat(sender.sink.stats().unconfirmed()).isEqualTo(2);
            assertThat(sender.announcer.messages)
                    .containsExactly(
                            "The sender failed to take an event",
                            "The sender failed to take an event, 1 times more since; the last time");
            assertThat(sender.announcer.causes)
                    .last()
                    .asString()
                    .endsWith("the encoder made no bytes of the event, and an empty record is not sent; let it end each"
                            + " record with a line end, or filter such events");
        }
    }

    @Test
    void jmx_sender_showsBooksAndStatistics() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName("io.penstock:type=SenderTest,name=\"jmx\"");
        FigureRegistration registration = new FigureRegistration();
        try (LinePeer peer = new LinePeer(RelpPeer.ACKNOWLEDGES);
                SenderRing sender = new SenderRing(
                        AsyncConfig.builder(),
                        TcpConfig.builder().destination(peer.destination()),
                        new RelpProtocol())) {
            registration.register(
                    "SenderTest", "jmx", List.of(sender.ring.figures(), sender.sink.figures()), sender.announcer::warn);
            sender.log("one");
            sender.ring.flush(SenderRing.LONG);

            assertThat(server.getAttribute(name, "Offered")).isEqualTo(1L);
            assertThat(server.getAttribute(name, "Delivered")).isEqualTo(1L);
            sender.awaitUntil(
                    "acknowledged",
                    () -> server.getAttribute(name, "Acknowledged").equals(1L));
            assertThat(server.getAttribute(name, "Sent")).isEqualTo(1L);
            assertThat(server.getAttribute(name, "ConnectedTo")).isEqualTo(peer.destination());
            assertThat(server.getAttribute(name, "State")).isEqualTo("OPEN");
            assertThat(server.getAttribute(name, "AcknowledgementLatencyCount")).isEqualTo(1L);
            assertThat((String) server.getAttribute(name, "SenderSnapshot"))
                    .startsWith("sent=1 delivered=1 unconfirmed=0 resent=0 possiblyLost=0 reconnects=0");
        } finally {
            registration.unregister();
        }
        assertThat(server.isRegistered(name)).isFalse();
    }
}
