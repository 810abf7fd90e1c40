package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.joran.JoranConfigurator;
import io.penstock.Books;
import io.penstock.DropReason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** A new configuration while the application logs: what the old one accepted is written, once. */
class ReloadTest {

    private static final int RELOADS = 40;
    private static final int THREADS = 2;
    private static final long PAUSE_NANOS = 50_000;

    private static String fileBehindProxy(Path file, String pattern) {
        return "<appender name='FILE' class='ch.qos.logback.core.FileAppender'><file>" + file + "</file>"
                + "<append>true</append><encoder><pattern>" + pattern + "</pattern></encoder></appender>"
                + "<appender name='ASYNC' class='io.penstock.logback.AsyncProxyAppender'><appender-ref ref='FILE'/>"
                // Else the file also tells how many events each reset refused.
                + "<reportDrops>false</reportDrops></appender><root level='INFO'><appender-ref ref='ASYNC'/></root>";
    }

    @Test
    void reload_fortyTimesUnderLoad_everythingAcceptedIsInTheFileOnce(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("app.log");
        String xml = fileBehindProxy(file, "%msg%n");
        List<AsyncProxyAppender> proxies = new ArrayList<>();
        try (Host host = Host.configured(xml)) {
            proxies.add(host.proxyNamed("ASYNC"));
            AtomicBoolean enough = new AtomicBoolean();
            List<Thread> writers = writers(host.logger(), enough);

            for (int i = 0; i < RELOADS; i++) {
                AsyncProxyAppender present = host.proxyNamed("ASYNC");
                await("events before the next reload")
                        .atMost(Host.LONG)
                        .until(() -> present.getBooks().accepted() >= 20);
                host.context.reset();
                host.configure(xml);
                proxies.add(host.proxyNamed("ASYNC"));
            }
            enough.set(true);
            for (Thread writer : writers) {
                writer.join();
            }
        }

        List<String> lines = Files.readAllLines(file);
        long accepted = 0;
        for (AsyncProxyAppender proxy : proxies) {
            Books books = proxy.getBooks();
            accepted += books.accepted();
            assertThat(books.pending()).isZero();
            assertThat(books.failed()).isZero();
            assertThat(books.dropped()).isEqualTo(books.dropped(DropReason.STOPPED));
            assertThat(books.offered()).isEqualTo(books.accepted() + books.dropped());
        }
        Set<String> once = new HashSet<>();
        assertThat(lines.stream().filter(line -> !once.add(line)))
                .as("lines that came twice")
                .isEmpty();
        assertThat((long) lines.size()).isEqualTo(accepted);
    }

    private static List<Thread> writers(Logger logger, AtomicBoolean enough) {
        List<Thread> writers = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            int number = t;
            Thread writer = new Thread(() -> {
                for (int i = 0; !enough.get(); i++) {
                    logger.info("{} {}", number, i);
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            });
            writer.setDaemon(true);
            writer.start();
            writers.add(writer);
        }
        return writers;
    }

    @Test
    void scan_fileTouched_newProxyTakesOverAndTheOldOneIsDone(@TempDir Path directory) throws Exception {
        Path log = directory.resolve("app.log");
        Path xml = directory.resolve("logback.xml");
        Files.writeString(xml, scanned(fileBehindProxy(log, "old %msg%n")));
        try (Host host = new Host()) {
            JoranConfigurator configurator = new JoranConfigurator();
            configurator.setContext(host.context);
            configurator.doConfigure(xml.toFile());
            AsyncProxyAppender old = host.proxyNamed("ASYNC");
            for (int i = 0; i < 100; i++) {
                host.logger().info("{}", i);
            }

            Files.writeString(xml, scanned(fileBehindProxy(log, "new %msg%n")));
            Files.setLastModifiedTime(xml, FileTime.from(Instant.now().plusSeconds(10)));
            await("the scan notices").atMost(Host.LONG).until(() -> {
                AsyncProxyAppender present = host.proxyNamed("ASYNC");
                return present != null && present != old && present.isStarted();
            });
            host.logger().info("last");
            boolean flushed = host.proxyNamed("ASYNC").flush(Host.LONG);

            assertThat(flushed).isTrue();
            assertThat(old.isStarted()).isFalse();
            assertThat(old.getBooks().toString())
                    .isEqualTo("offered=100 accepted=100 delivered=100 failed=0 pending=0 dropped=0");
            assertThat(Files.readAllLines(log, StandardCharsets.UTF_8))
                    .hasSize(101)
                    .startsWith("old 0", "old 1")
                    .endsWith("old 99", "new last");
        }
    }

    private static String scanned(String xml) {
        return "<configuration scan='true' scanPeriod='100 milliseconds'>" + xml + "</configuration>";
    }
}
