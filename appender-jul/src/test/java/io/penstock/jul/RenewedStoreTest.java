package io.penstock.jul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.peer.Rsyslog;
import io.penstock.peer.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores that are renewed while the application runs. */
class RenewedStoreTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    @Test
    void trustStore_thatIsRenewed_isUsedByTheNextConnection() throws Exception {
        Path store = Files.copy(TestCertificates.stranger().trustStore, directory.resolve("trust.p12"));
        try (Rsyslog rsyslog = new Rsyslog(directory, Rsyslog.Queue.MEMORY, true)) {
            rsyslog.start();
            TcpHandler handler = new TcpHandler(
                    "tcp",
                    Map.of(
                            "destination",
                            "localhost:" + rsyslog.relpPort(),
                            "protocol",
                            "relp",
                            "maxBackoff",
                            "100 milliseconds",
                            "ssl",
                            "true",
                            "ssl.trustStore",
                            store.toString(),
                            "ssl.trustStorePassword",
                            TestCertificates.PASSWORD));
            handler.publish(new LogRecord(Level.INFO, "waits for trust"));
            await().atMost(LONG)
                    .until(() -> handler.getSenderStats().state().toString().equals("WAITING"));

            Path renewed = Files.copy(TestCertificates.trustStore(), directory.resolve("new.p12"));
            Files.move(renewed, store, StandardCopyOption.ATOMIC_MOVE);

            await().atMost(LONG).until(() -> rsyslog.count() == 1);
            handler.close();
            assertThat(handler.getBooks().delivered()).isOne();
        }
    }
}
