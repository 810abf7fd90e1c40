package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.peer.Ipv6Loopback;
import io.penstock.peer.Received;
import io.penstock.peer.ReceiverProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** IPv6 destinations as a logback.xml has them. */
@Timeout(60)
class TcpAppenderIpv6Test {

    @TempDir
    private Path directory;

    @Test
    void destinations_firstIsIpv6AndDies_eventsGoToTheIpv4One() throws Exception {
        Ipv6Loopback.require();
        Path atSix = Files.createDirectory(directory.resolve("six"));
        Path atFour = Files.createDirectory(directory.resolve("four"));
        try (ReceiverProcess six = Ipv6Loopback.receiver("relp", atSix);
                ReceiverProcess four = ReceiverProcess.of("relp", atFour)) {
            six.start();
            four.start();
            String first = "[::1]:" + six.port();
            String second = "127.0.0.1:" + four.port();
            try (Host host = Host.configured("<appender name='TCP' class='io.penstock.logback.TcpAppender'>"
                    + "<destination>" + first + "</destination><destination>" + second + "</destination>"
                    + "<protocol>relp</protocol><delivery>acked</delivery>"
                    + "</appender><root level='INFO'><appender-ref ref='TCP'/></root>")) {
                TcpAppender appender = (TcpAppender)
                        host.context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("TCP");
                host.logger().info("#0#");
                assertThat(appender.flush(Host.LONG)).isTrue();
                assertThat(appender.getSenderStats().connectedTo()).isEqualTo(first);

                six.kill();
                await().atMost(Host.LONG)
                        .until(() -> !appender.getSenderStats().connectedTo().equals(first));
                host.logger().info("#1#");

                assertThat(appender.flush(Host.LONG)).isTrue();
                assertThat(appender.getSenderStats().connectedTo()).isEqualTo(second);
                assertThat(appender.getBooks())
                        .hasToString("offered=2 accepted=2 delivered=2 failed=0 pending=0 dropped=0");
                assertThat(host.context.getStatusManager().getCopyOfStatusList())
                        .extracting(Object::toString)
                        .anyMatch(status -> status.contains(first + " cannot be reached ("));
            }
        }

        assertThat(Received.in(atSix).distinct()).isOne();
        assertThat(Received.in(atFour).distinct()).isOne();
    }
}
