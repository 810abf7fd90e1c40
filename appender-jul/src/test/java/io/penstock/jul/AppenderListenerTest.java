package io.penstock.jul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.AppenderListener;
import io.penstock.Appenders;
import io.penstock.AsyncConfig;
import io.penstock.Figure;
import io.penstock.Figures;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Collectors;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who wants to know of handlers hears of them, and reads what JMX shows. */
@Timeout(60)
class AppenderListenerTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final List<Figures> started = new CopyOnWriteArrayList<>();
    private final List<Figures> stopped = new CopyOnWriteArrayList<>();
    private final AppenderListener listener = new AppenderListener() {
        @Override
        public void started(Figures figures) {
            if (figures.name().equals("heard")) {
                started.add(figures);
            }
        }

        @Override
        public void stopped(Figures figures) {
            if (figures.name().equals("heard")) {
                stopped.add(figures);
            }
        }
    };

    @AfterEach
    void removeListener() {
        Appenders.removeListener(listener);
    }

    private static Map<String, Object> read(Figures figures) {
        return figures.read().entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().name(), Map.Entry::getValue));
    }

    private static AsyncProxyHandler proxy() {
        return new AsyncProxyHandler("heard", AsyncConfig.builder().ringSize(64).build(), new Handler() {
            @Override
            public void publish(LogRecord entry) {}

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
    }

    @Test
    void proxy_firstEventAndClose_isHeardAndItsLastFiguresStay() throws Exception {
        Appenders.addListener(listener);
        AsyncProxyHandler proxy = proxy();
        assertThat(started).isEmpty();

        proxy.publish(new LogRecord(Level.INFO, "one"));
        proxy.flush();
        assertThat(started).hasSize(1);
        assertThat(started.get(0).type()).isEqualTo("AsyncProxyHandler");
        assertThat(read(started.get(0)))
                .containsEntry("delivered", 1L)
                .containsEntry("ringSize", 64L)
                .doesNotContainKey("sent");
        assertThat(ManagementFactory.getPlatformMBeanServer()
                        .getAttribute(
                                new ObjectName("io.penstock:type=AsyncProxyHandler,name=\"heard\""), "DroppedRingFull"))
                .isEqualTo(0L);
        assertThat(stopped).isEmpty();
        proxy.close();

        assertThat(stopped).containsExactlyElementsOf(started);
        assertThat(read(stopped.get(0))).containsEntry("offered", 1L).containsEntry("pending", 0L);
    }

    @Test
    void proxy_forgotten_isHeardToStop() {
        Appenders.addListener(listener);

        logAndForget();

        await().atMost(LONG).until(() -> {
            System.gc();
            return stopped.size() == 1;
        });
        assertThat(stopped).containsExactlyElementsOf(started);
        assertThat(read(stopped.get(0))).containsEntry("offered", 1L).containsEntry("delivered", 1L);
    }

    private static void logAndForget() {
        AsyncProxyHandler proxy = proxy();
        proxy.publish(new LogRecord(Level.INFO, "one"));
        proxy.flush();
    }

    @Test
    void sender_firstEventAndClose_isHeardWithWhatASenderHasBesides() {
        Appenders.addListener(listener);
        TcpHandler sender = new TcpHandler(
                "heard", Map.of("destination", "127.0.0.1:9", "protocol", "relp", "drainTimeout", "100 milliseconds"));

        sender.publish(new LogRecord(Level.INFO, "one"));
        await().atMost(LONG).until(() -> started.size() == 1);
        assertThat(started.get(0).type()).isEqualTo("TcpHandler");
        assertThat(read(started.get(0)))
                .containsEntry("offered", 1L)
                .containsEntry("sent", 0L)
                .containsEntry("destination", "127.0.0.1:9")
                .containsEntry("delivery", "acked");
        sender.close();

        assertThat(stopped).containsExactlyElementsOf(started);
        assertThat(read(stopped.get(0))).containsEntry("offered", 1L).containsEntry("pending", 1L);
    }

    private record Closing(Handler handler) implements AutoCloseable {
        @Override
        public void close() {
            handler.close();
        }
    }

    /** Those of the ring and of the sender are compared in the core. */
    @Test
    void page_settingsOfThisHost_areThoseThatThereAre() throws IOException {
        Appenders.addListener(listener);
        try (Closing proxy = new Closing(proxy())) {
            proxy.handler().publish(new LogRecord(Level.INFO, "one"));
            proxy.handler().flush();
            List<Figure> all = started.get(0).list();
            List<String> rows = all.subList(all.size() - 3, all.size()).stream()
                    .map(figure -> "| `" + figure.name() + "` | text | | " + figure.description() + " |")
                    .toList();

            String page = Files.readString(Path.of("../docs/figures.md"));
            String below = page.substring(page.indexOf("### Of handlers")).split("\\n#", 2)[0];
            assertThat(below.lines().filter(line -> line.startsWith("| `"))).containsExactlyElementsOf(rows);
        }
    }
}
