package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.peer.Rsyslog;
import io.penstock.peer.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores that are renewed while the application runs. */
class RenewedStoreTest {

    @TempDir
    Path directory;

    @Test
    void trustStore_thatIsRenewed_isUsedByTheNextConnection() throws Exception {
        Path store = Files.copy(TestCertificates.stranger().trustStore, directory.resolve("trust.p12"));
        try (Rsyslog rsyslog = new Rsyslog(directory, Rsyslog.Queue.MEMORY, true)) {
            rsyslog.start();
            try (Host host = Host.configured("<appender name='TCP' class='io.penstock.logback.TcpAppender'>"
                    + "<destination>localhost:" + rsyslog.relpPort() + "</destination><protocol>relp</protocol>"
                    + "<maxBackoff>100 milliseconds</maxBackoff><ssl><trustStore><location>" + store.toUri()
                    + "</location><password>" + TestCertificates.PASSWORD + "</password></trustStore></ssl>"
                    + "</appender><root level='INFO'><appender-ref ref='TCP'/></root>")) {
                host.logger().info("waits for trust");
                await().atMost(Host.LONG).until(() -> !host.warnings().isEmpty());

                Path renewed = Files.copy(TestCertificates.trustStore(), directory.resolve("new.p12"));
                Files.move(renewed, store, StandardCopyOption.ATOMIC_MOVE);

                await().atMost(Host.LONG).until(() -> rsyslog.count() == 1);
                assertThat(host.errors()).isEmpty();
            }
        }
    }
}
