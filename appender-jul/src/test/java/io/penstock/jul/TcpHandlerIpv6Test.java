package io.penstock.jul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.peer.Ipv6Loopback;
import io.penstock.peer.Received;
import io.penstock.peer.ReceiverProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** IPv6 destinations as a logging.properties has them. */
@Timeout(60)
class TcpHandlerIpv6Test {

    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    @Test
    void destinations_firstIsIpv6AndDies_recordsGoToTheIpv4One() throws Exception {
        Ipv6Loopback.require();
        Path atSix = Files.createDirectory(directory.resolve("six"));
        Path atFour = Files.createDirectory(directory.resolve("four"));
        try (ReceiverProcess six = Ipv6Loopback.receiver("relp", atSix);
                ReceiverProcess four = ReceiverProcess.of("relp", atFour)) {
            six.start();
            four.start();
            String first = "[::1]:" + six.port();
            String second = "127.0.0.1:" + four.port();
            TcpHandler handler = new TcpHandler(
                    "tcp", Map.of("destination", first + ", " + second, "protocol", "relp", "delivery", "acked"));
            handler.setErrorManager(new RecordingErrorManager());
            handler.publish(new LogRecord(Level.INFO, "#0#"));
            assertThat(handler.flush(LONG)).isTrue();
            assertThat(handler.getSenderStats().connectedTo()).isEqualTo(first);

            six.kill();
            await().atMost(LONG)
                    .until(() -> !handler.getSenderStats().connectedTo().equals(first));
            handler.publish(new LogRecord(Level.INFO, "#1#"));

            assertThat(handler.flush(LONG)).isTrue();
            assertThat(handler.getSenderStats().connectedTo()).isEqualTo(second);
            assertThat(handler.getBooks()).hasToString("offered=2 accepted=2 delivered=2 failed=0 pending=0 dropped=0");
            handler.close();
        }

        assertThat(Received.in(atSix).distinct()).isOne();
        assertThat(Received.in(atFour).distinct()).isOne();
    }
}
