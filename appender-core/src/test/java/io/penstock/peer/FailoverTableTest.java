package io.penstock.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.Books;
import io.penstock.Delivery;
import io.penstock.TcpConfig;
import io.penstock.net.TlsEngines;
import io.penstock.net.TlsSettings;
import io.penstock.wire.Framing;
import io.penstock.wire.WireProtocol;
import io.penstock.wire.lines.LinesProtocol;
import io.penstock.wire.relp.RelpProtocol;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A bad destination beside a healthy one. Whatever is wrong with it, the healthy one gets what the {@code delivery}
 * promises, soon, and connections do not go back and forth.
 */
@Timeout(60)
class FailoverTableTest {

    private static final int RECORDS = 2_000;
    private static final int RECORD_BYTES = 1_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Duration FAILBACK = Duration.ofMillis(300);
    private static final Duration QUIET = Duration.ofSeconds(4);

    /** To be found out within the time-outs that there are: connecting, or writing, or waiting for an answer. */
    private static final Duration DETECTION = Duration.ofSeconds(5);

    private static final Duration LONG = Duration.ofSeconds(40);

    @TempDir
    Path directory;

    /** Someone at a port who is of no use. */
    private record Bad(int port, IntSupplier connections, Closeable end) implements AutoCloseable {

        static Bad of(ScriptedPeer.Script script) throws IOException {
            ScriptedPeer peer = new ScriptedPeer(script);
            return new Bad(peer.port(), peer::connections, peer::close);
        }

        @Override
        public void close() throws IOException {
            end.close();
        }
    }

    private enum Fault {
        REFUSES,
        ACCEPTS_AND_IS_MUTE,
        ACCEPTS_AND_CLOSES,
        GREETS_AND_NEVER_ACKNOWLEDGES,
        TLS_EXPIRED,
        HAPROXY_WITH_A_DEAD_BACKEND;

        /** Lines cannot be left unanswered. */
        boolean needsRelp() {
            return this == GREETS_AND_NEVER_ACKNOWLEDGES;
        }

        Bad open(Path directory) throws IOException {
            return switch (this) {
                case REFUSES -> new Bad(Ports.free(), () -> 0, () -> {});
                case ACCEPTS_AND_IS_MUTE -> Bad.of(Talk::playDead);
                case ACCEPTS_AND_CLOSES -> Bad.of(talk -> {});
                case GREETS_AND_NEVER_ACKNOWLEDGES ->
                    Bad.of(talk -> {
                        talk.open();
                        talk.readToEnd();
                    });
                case TLS_EXPIRED -> {
                    NumberReceiver expired = new NumberReceiver(
                            false, TestCertificates.expiredServer().context());
                    yield new Bad(expired.port(), expired::connections, expired::close);
                }
                case HAPROXY_WITH_A_DEAD_BACKEND -> {
                    HaProxy proxy = new HaProxy(directory, Ports.free(), Duration.ofSeconds(30));
                    proxy.start();
                    yield new Bad(proxy.port(), () -> 0, proxy::close);
                }
            };
        }
    }

    private static @Nullable TlsEngines tls(Fault fault) {
        return fault != Fault.TLS_EXPIRED
                ? null
                : TlsSettings.builder()
                        .trustStore(TestCertificates.trustStore().toString())
                        .trustStorePassword(TestCertificates.PASSWORD)
                        .build();
    }

    /** All at once, since most of the time they wait. */
    @ParameterizedTest
    @EnumSource(Fault.class)
    void badDestination_besideAHealthyOne_takesNothingFromIt(Fault fault) throws Exception {
        List<Callable<Void>> cells = new ArrayList<>();
        for (String place : List.of("first", "second")) {
            for (Delivery delivery : Delivery.values()) {
                Path own = Files.createDirectories(directory.resolve(place + delivery));
                cells.add(() -> {
                    check(fault, place, delivery, own);
                    return null;
                });
            }
        }
        ExecutorService threads = Executors.newFixedThreadPool(cells.size());
        try {
            for (Future<Void> cell : threads.invokeAll(cells)) {
                cell.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void check(Fault fault, String place, Delivery delivery, Path directory) throws Exception {
        String cell = fault + " " + place + " " + delivery;
        boolean relp = fault.needsRelp() || delivery == Delivery.ACKED;
        WireProtocol protocol = relp ? new RelpProtocol() : new LinesProtocol(Framing.NEWLINE);
        TlsEngines tls = tls(fault);
        try (NumberReceiver good = new NumberReceiver(
                        relp, tls == null ? null : TestCertificates.server().context());
                Bad bad = fault.open(directory);
                SenderRig rig =
                        new SenderRig(SenderRig.patient(), settings(place, good, bad, delivery), protocol, tls)) {
            boolean everything = relp || delivery == Delivery.REPLAY;
            long begin = System.nanoTime();
            offer(rig, 0);
            awaitAll(cell, rig, good, RECORDS, everything);
            Duration detection = Duration.ofNanos(good.firstNanos() - begin);
            // The good one is believed after two seconds, and the first tried again for one: a return, and the end of
            // it.
            await().pollDelay(QUIET).atMost(LONG).until(() -> true);
            offer(rig, RECORDS);
            awaitAll(cell, rig, good, 2 * RECORDS, everything);

            assertThat(detection).as("detection, %s", cell).isLessThan(DETECTION);
            assertThat(bad.connections().getAsInt())
                    .as("connections to the bad one, %s", cell)
                    .isLessThanOrEqualTo(8);
            assertThat(good.connections())
                    .as("connections to the good one, %s", cell)
                    .isLessThanOrEqualTo(8);
            rig.stop();
            Books books = rig.assertBooks(2 * RECORDS, 2 * RECORDS);
            assertThat(books.failed()).isZero();
            if (relp) {
                assertThat(books.delivered()).as(books.toString()).isEqualTo(2 * RECORDS);
            } else {
                assertThat(books.unconfirmed()).as(books.toString()).isEqualTo(2 * RECORDS);
            }
            assertThat(2L * RECORDS - good.distinct())
                    .as("missing, %s", cell)
                    .isLessThanOrEqualTo(everything ? 0 : rig.stats().possiblyLost());
        }
    }

    /** More than a mute peer's machine takes. */
    private static void offer(SenderRig rig, int first) {
        for (int number = first; number < first + RECORDS; number++) {
            assertThat(rig.offer(number, RECORD_BYTES)).isTrue();
        }
    }

    private static void awaitAll(String cell, SenderRig rig, NumberReceiver good, int records, boolean everything) {
        await(cell)
                .atMost(LONG)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> good.has(records - 1)
                        && records - good.distinct()
                                <= (everything ? 0 : rig.stats().possiblyLost()));
    }

    private static TcpConfig.Builder settings(String place, NumberReceiver good, Bad bad, Delivery delivery) {
        int[] ports = place.equals("first") ? new int[] {bad.port(), good.port()} : new int[] {good.port(), bad.port()};
        return TcpConfig.builder()
                .destination("127.0.0.1:" + ports[0])
                .destination("127.0.0.1:" + ports[1])
                .delivery(delivery)
                .connectTimeout(TIMEOUT)
                .writeTimeout(TIMEOUT)
                .ackTimeout(TIMEOUT)
                .maxBackoff(Duration.ofMillis(200))
                .failbackAfter(FAILBACK);
    }
}
