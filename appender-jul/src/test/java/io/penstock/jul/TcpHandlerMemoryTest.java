package io.penstock.jul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.Books;
import io.penstock.peer.LiveMemory;
import io.penstock.peer.Ports;
import java.time.Duration;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nobody listens where records are to go: what a handler holds does not depend on how many are logged. */
@Timeout(60)
class TcpHandlerMemoryTest {

    /** A single byte that stays of each record is more; the rest is what else goes on in the JVM of a test. */
    private static final long SLACK_BYTES = 128 << 10;

    private static final int FEW = 50_000;
    private static final int MANY = 10 * FEW;

    @Test
    void publish_ringAndWindowFull_heapIsFlat() throws Exception {
        TcpHandler handler = new TcpHandler(
                "tcp",
                Map.of(
                        "destination", "127.0.0.1:" + Ports.free(),
                        "protocol", "relp",
                        "delivery", "acked",
                        "overflowPolicy", "drop",
                        "ringSize", "1024",
                        "maxInFlightBytes", "1MB",
                        "maxBackoff", "50 milliseconds",
                        "drainTimeout", "100 milliseconds"));
        try {
            handler.setErrorManager(new RecordingErrorManager());
            awaitFull(handler);
            Books full;
            Books books;
            long heapAfterFew;
            long directAfterFew;
            do {
                // Again if it was not full yet: on a busy machine the drain thread may stand still for long.
                log(handler, FEW);
                full = handler.getBooks();
                heapAfterFew = LiveMemory.heapBytes();
                directAfterFew = LiveMemory.directBytes();
                log(handler, MANY);
                books = handler.getBooks();
            } while (books.accepted() != full.accepted());

            assertThat(LiveMemory.heapBytes() - heapAfterFew).isLessThan(SLACK_BYTES);
            assertThat(LiveMemory.directBytes()).isEqualTo(directAfterFew);
            assertThat(books.offered() - full.offered()).isEqualTo(MANY);
            assertThat(books.offered()).isEqualTo(books.accepted() + books.dropped());
            assertThat(books.pending()).isEqualTo(books.accepted());
        } finally {
            handler.close();
        }
    }

    /** Until a whole batch of records was dropped, a while after the one before. */
    private static void awaitFull(TcpHandler handler) {
        await().pollInterval(Duration.ofMillis(100))
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    long before = handler.getBooks().accepted();
                    log(handler, 2000);
                    return handler.getBooks().accepted() == before;
                });
    }

    private static void log(TcpHandler handler, int records) {
        for (int i = 0; i < records; i++) {
            LogRecord record = new LogRecord(Level.INFO, "order {0} of {1}");
            record.setParameters(new Object[] {i, new StringBuilder("some")});
            handler.publish(record);
        }
    }
}
