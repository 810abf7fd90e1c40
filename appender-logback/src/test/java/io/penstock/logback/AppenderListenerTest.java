package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.AppenderListener;
import io.penstock.Appenders;
import io.penstock.Figure;
import io.penstock.Figures;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who wants to know of appenders hears of them, and reads what JMX shows. */
@Timeout(60)
class AppenderListenerTest {

    private static final String PROXY = "<appender name='LIST' class='ch.qos.logback.core.read.ListAppender'/>"
            + "<appender name='HEARD' class='io.penstock.logback.AsyncProxyAppender'>"
            + "<maxBlock>250 milliseconds</maxBlock><appender-ref ref='LIST'/></appender>"
            + "<root level='INFO'><appender-ref ref='HEARD'/></root>";

    private static final String SENDER = "<appender name='HEARD' class='io.penstock.logback.TcpAppender'>"
            + "<destination>127.0.0.1:9</destination><protocol>relp</protocol></appender>"
            + "<root level='INFO'><appender-ref ref='HEARD'/></root>";

    private final List<Figures> started = new CopyOnWriteArrayList<>();
    private final List<Figures> stopped = new CopyOnWriteArrayList<>();
    private final AppenderListener listener = new AppenderListener() {
        @Override
        public void started(Figures figures) {
            if (figures.name().equals("HEARD")) {
                started.add(figures);
            }
        }

        @Override
        public void stopped(Figures figures) {
            if (figures.name().equals("HEARD")) {
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

    @Test
    void proxy_startsAndStops_isHeardAndItsLastFiguresStay() {
        Appenders.addListener(listener);
        try (Host host = Host.configured(PROXY)) {
            assertThat(started).hasSize(1);
            assertThat(started.get(0).type()).isEqualTo("AsyncProxyAppender");
            assertThat(stopped).isEmpty();
            host.logger().info("one");
            host.proxyNamed("HEARD").flush(Host.LONG);

            assertThat(read(started.get(0)))
                    .containsEntry("offered", 1L)
                    .containsEntry("delivered", 1L)
                    .containsEntry("pending", 0L)
                    .containsEntry("maxBlock", "250 milliseconds")
                    .doesNotContainKey("sent");
            host.logger().info("two");
        }

        assertThat(stopped).containsExactlyElementsOf(started);
        assertThat(read(stopped.get(0))).containsEntry("offered", 2L).containsEntry("delivered", 2L);
    }

    @Test
    void proxy_reloaded_isHeardAsAnotherOne() {
        Appenders.addListener(listener);
        try (Host host = Host.configured(PROXY)) {
            host.context.reset();
            host.configure(PROXY);

            assertThat(started).hasSize(2).doesNotHaveDuplicates();
            assertThat(stopped).containsExactly(started.get(0));
        }
        assertThat(stopped).containsExactlyElementsOf(started);
    }

    @Test
    void sender_startedBeforeTheListener_isHeardWithWhatASenderHasBesides() {
        try (Host host = Host.configured(SENDER)) {
            Appenders.addListener(listener);

            assertThat(host.errors()).isEmpty();
            assertThat(started).hasSize(1);
            assertThat(started.get(0).type()).isEqualTo("TcpAppender");
            assertThat(read(started.get(0)))
                    .containsEntry("offered", 0L)
                    .containsEntry("sent", 0L)
                    .containsEntry("state", "IDLE")
                    .containsEntry("destination", "127.0.0.1:9")
                    .containsEntry("protocol", "relp")
                    .containsEntry("delivery", "acked");
        }
        assertThat(stopped).containsExactlyElementsOf(started);
    }

    @Test
    void listener_throws_isToldOnceAndHarmsNobody() {
        AppenderListener broken = new AppenderListener() {
            @Override
            public void started(Figures figures) {
                throw new IllegalStateException("broken");
            }

            @Override
            public void stopped(Figures figures) {
                throw new IllegalStateException("broken");
            }
        };
        Appenders.addListener(broken);
        Appenders.addListener(listener);
        try (Host host = Host.configured(PROXY)) {
            host.logger().info("one");
            AsyncProxyAppender proxy = host.proxyNamed("HEARD");

            assertThat(proxy.flush(Host.LONG)).isTrue();
            assertThat(proxy.getBooks().delivered()).isOne();
            proxy.stop();

            assertThat(started).hasSize(1);
            assertThat(stopped).hasSize(1);
            assertThat(host.errors()).isEmpty();
            assertThat(host.warningsOf(proxy))
                    .containsExactly(
                            "The appender listener " + broken.getClass().getName()
                                    + " failed to take the start of HEARD; the appender does not mind. Further failures of this"
                                    + " listener are not told");
        } finally {
            Appenders.removeListener(broken);
        }
    }

    @Test
    void jmx_proxy_showsEachFigureOfTheListenersTable() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName("io.penstock:type=AsyncProxyAppender,name=\"HEARD\"");
        Appenders.addListener(listener);
        try (Host host = Host.configured(PROXY)) {
            host.logger().info("one");
            AsyncProxyAppender proxy = host.proxyNamed("HEARD");
            proxy.flush(Host.LONG);

            for (Map.Entry<Figure, Object> figure : started.get(0).read().entrySet()) {
                String attribute = figure.getKey().name();
                attribute = attribute.substring(0, 1).toUpperCase(Locale.ROOT) + attribute.substring(1);
                assertThat(server.getAttribute(name, attribute)).as(attribute).isEqualTo(figure.getValue());
            }
            assertThat(server.getAttribute(name, "DroppedRingFull")).isEqualTo(0L);
        }
    }

    /** Those of the ring and of the sender are compared in the core. */
    @Test
    void page_settingsOfThisHost_areThoseThatThereAre() throws IOException {
        Appenders.addListener(listener);
        try (Host host = Host.configured(PROXY)) {
            assertThat(host.errors()).isEmpty();
            List<Figure> all = started.get(0).list();
            List<String> rows = all.subList(all.size() - 3, all.size()).stream()
                    .map(figure -> "| `" + figure.name() + "` | text | | " + figure.description() + " |")
                    .toList();

            String page = Files.readString(Path.of("../docs/figures.md"));
            String below = page.substring(page.indexOf("### Of Logback")).split("\\n#", 2)[0];
            assertThat(below.lines().filter(line -> line.startsWith("| `"))).containsExactlyElementsOf(rows);
        }
    }

    @Test
    void listener_keepsFigures_doesNotKeepTheAppender() {
        Appenders.addListener(listener);

        WeakReference<AsyncProxyAppender> forgotten = forgotten();

        await().atMost(Host.LONG).until(() -> {
            System.gc();
            return forgotten.get() == null;
        });
        await().atMost(Host.LONG).until(() -> stopped.size() == 1);
        assertThat(stopped).containsExactlyElementsOf(started);
        assertThat(read(stopped.get(0))).containsEntry("offered", 1L).containsEntry("delivered", 1L);
    }

    private static WeakReference<AsyncProxyAppender> forgotten() {
        Host host = Host.configured(PROXY);
        host.logger().info("one");
        AsyncProxyAppender proxy = host.proxyNamed("HEARD");
        proxy.flush(Host.LONG);
        return new WeakReference<>(proxy);
    }
}
