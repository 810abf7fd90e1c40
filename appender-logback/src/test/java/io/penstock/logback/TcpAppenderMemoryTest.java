package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.Books;
import io.penstock.peer.LiveMemory;
import io.penstock.peer.Ports;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;

/** Nobody listens where events are to go: what an appender holds does not depend on how many are logged. */
@Timeout(60)
class TcpAppenderMemoryTest {

    /** A single byte that stays of each event is more; the rest is what else goes on in the JVM of a test. */
    private static final long SLACK_BYTES = 128 << 10;

    private static final int FEW = 50_000;
    private static final int MANY = 10 * FEW;

    @Test
    void log_ringAndWindowFull_heapIsFlat() throws Exception {
        try (Host host = Host.configured("<appender name='TCP' class='io.penstock.logback.TcpAppender'>"
                + "<destination>127.0.0.1:" + Ports.free() + "</destination>"
                + "<protocol>relp</protocol><delivery>acked</delivery><overflowPolicy>drop</overflowPolicy>"
                + "<ringSize>1024</ringSize><maxInFlightBytes>1MB</maxInFlightBytes><maxBackoff>50 milliseconds</maxBackoff>"
                + "<drainTimeout>100 milliseconds</drainTimeout>"
                + "</appender><root level='INFO'><appender-ref ref='TCP'/></root>")) {
            TcpAppender appender = (TcpAppender)
                    host.context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("TCP");
            awaitFull(host, appender);
            Books full;
            Books books;
            long heapAfterFew;
            long directAfterFew;
            do {
                // Again if it was not full yet: on a busy machine the drain thread may stand still for long.
                log(host, FEW);
                full = appender.getBooks();
                heapAfterFew = LiveMemory.heapBytes();
                directAfterFew = LiveMemory.directBytes();
                log(host, MANY);
                books = appender.getBooks();
            } while (books.accepted() != full.accepted());

            assertThat(LiveMemory.heapBytes() - heapAfterFew).isLessThan(SLACK_BYTES);
            assertThat(LiveMemory.directBytes()).isEqualTo(directAfterFew);
            assertThat(books.offered() - full.offered()).isEqualTo(MANY);
            assertThat(books.offered()).isEqualTo(books.accepted() + books.dropped());
            assertThat(books.pending()).isEqualTo(books.accepted());
        }
    }

    /** Until a whole batch of events was dropped, a while after the one before. */
    private static void awaitFull(Host host, TcpAppender appender) {
        await().pollInterval(Duration.ofMillis(100)).atMost(Host.LONG).until(() -> {
            long before = appender.getBooks().accepted();
            log(host, 2000);
            return appender.getBooks().accepted() == before;
        });
    }

    private static void log(Host host, int events) {
        for (int i = 0; i < events; i++) {
            host.logger().info("order {} of {} for {}", i, new StringBuilder("some "), "somebody");
        }
    }
}
