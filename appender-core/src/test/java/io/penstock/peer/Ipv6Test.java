package io.penstock.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.Delivery;
import io.penstock.TcpConfig;
import io.penstock.wire.Framing;
import io.penstock.wire.WireProtocol;
import io.penstock.wire.lines.LinesProtocol;
import io.penstock.wire.relp.RelpProtocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Destinations that are IPv6 addresses, with real sockets. */
@Timeout(60)
class Ipv6Test {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int RECORDS = 5000;
    private static final int RECORD_BYTES = 100;

    @TempDir
    Path directory;

    @BeforeEach
    void requireIpv6() {
        Ipv6Loopback.require();
    }

    @Test
    void lines_toAnIpv6Address_arrive() throws Exception {
        arrives(new LinesProtocol(Framing.NEWLINE), Delivery.REPLAY);
    }

    @Test
    void relp_toAnIpv6Address_arrives() throws Exception {
        arrives(new RelpProtocol(), Delivery.ACKED);
    }

    private void arrives(WireProtocol protocol, Delivery delivery) throws Exception {
        try (ReceiverProcess receiver = Ipv6Loopback.receiver(protocol.name(), directory);
                SenderRig rig = rig(protocol, delivery, "[::1]:" + receiver.port())) {
            receiver.start();
            offer(rig, 0, RECORDS);

            assertThat(rig.flush(LONG)).as(rig.stats().toString()).isTrue();
            assertThat(rig.stats().connectedTo()).isEqualTo("[::1]:" + receiver.port());
            assertThat(rig.stop()).isZero();
            Received received = Received.in(directory);
            assertThat(received.lost(RECORDS)).as(received.toString()).isZero();
            assertThat(received.duplicates()).as(received.toString()).isZero();
            assertThat(rig.assertBooks(RECORDS, RECORDS).pending()).isZero();
            assertThat(rig.messages()).noneMatch(message -> message.contains("cannot be reached"));
        }
    }

    @Test
    void lines_ipv6DestinationDies_goOnOverIpv4() throws Exception {
        failsOver(new LinesProtocol(Framing.NEWLINE), Delivery.REPLAY);
    }

    @Test
    void relp_ipv6DestinationDies_goesOnOverIpv4() throws Exception {
        failsOver(new RelpProtocol(), Delivery.ACKED);
    }

    private void failsOver(WireProtocol protocol, Delivery delivery) throws Exception {
        Path atSix = Files.createDirectory(directory.resolve("six"));
        Path atFour = Files.createDirectory(directory.resolve("four"));
        try (ReceiverProcess six = Ipv6Loopback.receiver(protocol.name(), atSix);
                ReceiverProcess four = ReceiverProcess.of(protocol.name(), atFour);
                SenderRig rig = rig(protocol, delivery, "[::1]:" + six.port(), "127.0.0.1:" + four.port())) {
            six.start();
            four.start();
            offer(rig, 0, RECORDS);
            await().atMost(LONG).until(() -> rig.stats().sent() == RECORDS);
            assertThat(rig.stats().connectedTo()).isEqualTo("[::1]:" + six.port());

            six.kill();
            offer(rig, RECORDS, 2 * RECORDS);

            assertThat(rig.flush(LONG)).as(rig.stats().toString()).isTrue();
            assertThat(rig.stats().connectedTo()).isEqualTo("127.0.0.1:" + four.port());
            assertThat(rig.stop()).isZero();
            Received received = Received.in(files(atSix, atFour));
            assertThat(received.lost(2 * RECORDS)).as(received.toString()).isZero();
            assertThat(received.outOfOrder()).as(received.toString()).isZero();
            assertThat(received.duplicates())
                    .as(received.toString())
                    .isLessThanOrEqualTo(rig.stats().resent());
            assertThat(Received.in(atFour).distinct()).isGreaterThanOrEqualTo(RECORDS);
            assertThat(rig.assertBooks(2 * RECORDS, 2 * RECORDS).pending()).isZero();
            assertThat(rig.messages())
                    .as("the destination as it was typed")
                    .anyMatch(message ->
                            // The second: it ended with nothing under way, and nobody was there any more.
                            message.startsWith("The connection to [::1]:" + six.port() + " was lost (")
                                    || message.startsWith("[::1]:" + six.port() + " cannot be reached ("));
        }
    }

    @Test
    void lines_nobodyListensAtTheIpv6Address_sayItAsItWasTyped() {
        int port = Ports.free();
        try (SenderRig rig = rig(new LinesProtocol(Framing.NEWLINE), Delivery.REPLAY, "[::1]:" + port)) {
            offer(rig, 0, 1);

            await().atMost(LONG).until(() -> !rig.messages().isEmpty());
            assertThat(rig.messages().get(0)).startsWith("[::1]:" + port + " cannot be reached (Connection refused); ");
            assertThat(rig.assertBooks(1, 1).pending()).isOne();
        }
    }

    private static SenderRig rig(WireProtocol protocol, Delivery delivery, String... destinations) {
        TcpConfig.Builder tcp = TcpConfig.builder().delivery(delivery).maxBackoff(Duration.ofMillis(100));
        for (String destination : destinations) {
            tcp.destination(destination);
        }
        return new SenderRig(SenderRig.patient(), tcp, protocol);
    }

    private static void offer(SenderRig rig, int from, int to) {
        for (int number = from; number < to; number++) {
            assertThat(rig.offer(number, RECORD_BYTES)).isTrue();
        }
    }

    /** In the order in which they were written. */
    private static List<Path> files(Path... directories) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path each : directories) {
            try (Stream<Path> inside = Files.list(each)) {
                inside.sorted().forEach(files::add);
            }
        }
        return files;
    }
}
