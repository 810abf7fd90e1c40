package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.sift.SiftingAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.sift.AbstractDiscriminator;
import ch.qos.logback.core.spi.AppenderAttachable;
import io.penstock.Books;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A context that is stopped or reset with its queues full: behind proxies everything is written that is written without them. The
 * same configuration once plain, each name of a proxy being that of what it wraps; with {@code -Dpenstock.soak=true} 30 stops each.
 */
class StopOrderTest {

    private static final int STOPS = Boolean.getBoolean("penstock.soak") ? 30 : 3;
    private static final int EVENTS = 2_000;

    private static final String ASYNC = "ch.qos.logback.classic.AsyncAppender";
    private static final String LOGSTASH = "net.logstash.logback.appender.LoggingEventAsyncDisruptorAppender";
    private static final String BUFFERING = "io.penstock.logback.BufferingAppender";

    /** What stands around a reference to P1 or P2, or is wrapped by them. */
    static Stream<Arguments> rows() {
        return Stream.of(
                row("proxy alone", proxy("P1", "OUT") + root("P1")),
                row("AsyncAppender around", proxy("P1", "OUT") + around("A", ASYNC, "P1") + root("A")),
                row("AsyncAppender inside", around("A", ASYNC, "OUT") + proxy("P1", "A") + root("P1")),
                row(
                        "AsyncAppender inside and around",
                        around("A", ASYNC, "OUT") + proxy("P1", "A") + around("B", ASYNC, "P1") + root("B")),
                row("proxy around proxy", proxy("P1", "OUT") + proxy("P2", "P1") + root("P2")),
                row(
                        "AsyncAppender between two proxies",
                        proxy("P1", "OUT") + around("A", ASYNC, "P1") + proxy("P2", "A") + root("P2")),
                row("buffering appender around", proxy("P1", "OUT") + around("B", BUFFERING, "P1") + root("B")),
                row(
                        "buffering appender around two proxies",
                        proxy("P1", "OUT") + proxy("P2", "P1") + around("B", BUFFERING, "P2") + root("B")),
                row("logstash's async appender around", proxy("P1", "OUT") + around("L", LOGSTASH, "P1") + root("L")),
                row("logstash's async appender inside", around("L", LOGSTASH, "OUT") + proxy("P1", "L") + root("P1")),
                row("AsyncAppender that gives up", proxy("P1", "OUT") + impatient("A", "P1") + root("A")),
                row(
                        "two proxies around one appender",
                        proxy("P1", "OUT") + proxy("P2", "OUT") + root("P1") + logger("shop", "P2")),
                row(
                        "two AsyncAppenders around two proxies around one appender",
                        proxy("P1", "OUT")
                                + proxy("P2", "OUT")
                                + around("A", ASYNC, "P1")
                                + around("B", ASYNC, "P2")
                                + root("A")
                                + logger("shop", "B")),
                row("wrapped appender also at the root", proxy("P1", "OUT") + root("OUT") + logger("shop", "P1")),
                row(
                        "proxy also at the root",
                        proxy("P1", "OUT") + proxy("P2", "P1") + root("P1") + logger("shop", "P2")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void contextStops_queuesFull_asManyAreWrittenAsWithoutProxies(String name, String configuration) {
        Map<String, Long> plain = stopped(plain(configuration));

        for (int i = 0; i < STOPS; i++) {
            Map<String, Long> proxied = stopped(proxied(configuration));

            // Two AsyncAppenders around one appender: without proxies the first one stops it for the other, too.
            assertThat(plain)
                    .allSatisfy((word, count) ->
                            assertThat(proxied.getOrDefault(word, 0L)).as(word).isBetween(count, (long) EVENTS));
        }
        // Of two AsyncAppenders around one appender the second may not have begun when the first one stops it for both.
        assertThat(plain.keySet()).isNotEmpty().isSubsetOf("shop", "bank");
    }

    /** It makes its proxies when it needs them, and no logger ever refers to one. */
    @Test
    void contextStops_proxiesInASiftingAppender_allIsWritten() {
        for (int i = 0; i < STOPS; i++) {
            Host host = new Host();
            RecordingAppender out = host.started(new RecordingAppender("OUT"));
            SiftingAppender sifting = host.adopt(new SiftingAppender());
            ByLogger discriminator = host.adopt(new ByLogger());
            discriminator.start();
            sifting.setDiscriminator(discriminator);
            sifting.setAppenderFactory((context, key) -> {
                AsyncProxyAppender proxy = host.adopt(new AsyncProxyAppender());
                proxy.setName("PROXY-" + key);
                proxy.addAppender(out);
                proxy.start();
                return proxy;
            });
            host.attachToRoot(host.started(sifting));
            for (int event = 0; event < EVENTS; event++) {
                host.context.getLogger("shop" + event % 3).info("{}", event);
            }

            host.close();

            assertThat(out.events).hasSize(EVENTS);
            assertThat(out.isStarted()).isFalse();
        }
    }

    private static final class ByLogger extends AbstractDiscriminator<ILoggingEvent> {

        @Override
        public String getDiscriminatingValue(ILoggingEvent event) {
            return event.getLoggerName();
        }

        @Override
        public String getKey() {
            return "logger";
        }
    }

    /** Reconfigured while it is in use: nothing that a proxy has accepted is lost, whoever is stopped first. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void contextIsReset_underLoad_nothingAcceptedIsLost(String name, String configuration) throws Exception {
        Load load = new Load();
        try (Host host = Host.configured(proxied(configuration))) {
            load.start(host);
            for (int i = 0; i < STOPS; i++) {
                Set<RingAppender> proxies = proxies(host);
                load.await(EVENTS / 4);

                host.context.reset();

                await("all are stopped")
                        .atMost(Host.LONG)
                        .until(() -> proxies.stream().noneMatch(RingAppender::isStarted));
                if (!name.contains("also at the root")) {
                    assertThat(proxies).map(RingAppender::getBooks).allMatch(StopOrderTest::balances);
                }
                host.configure(proxied(configuration));
            }
        } finally {
            load.stop();
        }
    }

    /** A thread that logs, and never so far ahead that the queues are all there is to see. */
    private static final class Load {

        private final AtomicBoolean enough = new AtomicBoolean();
        private final AtomicInteger logged = new AtomicInteger();
        private final AtomicInteger limit = new AtomicInteger();
        private Thread thread;

        void start(Host host) {
            thread = new Thread(() -> log(host), "load");
            thread.setDaemon(true);
            thread.start();
        }

        private void log(Host host) {
            while (!enough.get()) {
                if (logged.get() < limit.get()) {
                    host.logger().info("{}", logged.incrementAndGet());
                } else {
                    LockSupport.parkNanos(20_000);
                }
            }
        }

        /** Until so many more were logged; while the context is reset, there are as many to come. */
        void await(int events) {
            int before = logged.get();
            limit.set(before + 2 * events);
            Awaitility.await("the load").atMost(Host.LONG).until(() -> logged.get() >= before + events);
        }

        void stop() throws InterruptedException {
            enough.set(true);
            thread.join(Host.LONG.toMillis());
            assertThat(thread.isAlive()).isFalse();
        }
    }

    private static boolean balances(Books books) {
        return books.delivered() == books.accepted() && books.failed() == 0;
    }

    /** How many were written of each message's first word, after a stop right behind the last event. */
    private static Map<String, Long> stopped(String configuration) {
        Host host = Host.configured(configuration);
        Written written = Written.in(host, "OUT");
        for (int i = 0; i < EVENTS; i++) {
            host.logger().info("shop {}", i);
            host.context.getLogger("bank").info("bank {}", i);
        }
        host.close();
        // An AsyncAppender that has given up waiting goes on all the same.
        await("OUT is stopped or has all")
                .atMost(Host.LONG)
                .until(() -> !written.isStarted() || written.messages().size() >= 2 * EVENTS);
        return written.messages().stream()
                .filter(message -> message.startsWith("shop") || message.startsWith("bank"))
                .collect(Collectors.groupingBy(message -> message.substring(0, 4), Collectors.counting()));
    }

    private static Set<RingAppender> proxies(Host host) {
        Set<RingAppender> found = new LinkedHashSet<>();
        for (Logger logger : host.context.getLoggerList()) {
            collect(logger.iteratorForAppenders(), found);
        }
        return found;
    }

    private static void collect(Iterator<Appender<ILoggingEvent>> appenders, Set<RingAppender> found) {
        appenders.forEachRemaining(appender -> {
            if (appender instanceof RingAppender proxy) {
                found.add(proxy);
            }
            if (appender instanceof AppenderAttachable<?> holder) {
                @SuppressWarnings("unchecked") // of appenders for the same events
                AppenderAttachable<ILoggingEvent> known = (AppenderAttachable<ILoggingEvent>) holder;
                collect(known.iteratorForAppenders(), found);
            }
        });
    }

    // --- Words of a configuration ---

    private static Arguments row(String name, String configuration) {
        return Arguments.of(name, configuration);
    }

    private static String out() {
        return "<appender name='OUT' class='io.penstock.logback.Written'/>";
    }

    private static String proxied(String configuration) {
        return out() + configuration;
    }

    /** Without the proxies: who referred to one refers to what it wraps. */
    private static String plain(String configuration) {
        String plain = configuration;
        for (String proxy : new String[] {"P2", "P1"}) {
            String head = "<appender name='" + proxy + "'";
            int start = plain.indexOf(head);
            if (start >= 0) {
                int end = plain.indexOf("</appender>", start) + "</appender>".length();
                String definition = plain.substring(start, end);
                int ref = definition.indexOf("ref='") + 5;
                String target = definition.substring(ref, definition.indexOf('\'', ref));
                plain = plain.replace(definition, "").replace("ref='" + proxy + "'", "ref='" + target + "'");
            }
        }
        return out() + plain.replace("class='io.penstock.logback.AsyncProxyAppender'", "class='" + ASYNC + "'");
    }

    private static String proxy(String name, String wrapped) {
        return "<appender name='" + name + "' class='io.penstock.logback.AsyncProxyAppender'>"
                + "<maxBlock>1 minute</maxBlock><drainTimeout>30 seconds</drainTimeout><ringSize>1024</ringSize>"
                + "<appender-ref ref='" + wrapped + "'/></appender>";
    }

    private static String around(String name, String type, String reference) {
        String settings = type.equals(ASYNC)
                ? "<queueSize>4096</queueSize><discardingThreshold>0</discardingThreshold><maxFlushTime>0</maxFlushTime>"
                : "";
        return "<appender name='" + name + "' class='" + type + "'>" + settings + "<appender-ref ref='" + reference
                + "'/></appender>";
    }

    /** Its stop() returns after a millisecond, its worker works its queue off all the same. */
    private static String impatient(String name, String reference) {
        return "<appender name='" + name + "' class='" + ASYNC + "'><queueSize>4096</queueSize>"
                + "<discardingThreshold>0</discardingThreshold><maxFlushTime>1</maxFlushTime>"
                + "<appender-ref ref='" + reference + "'/></appender>";
    }

    private static String root(String reference) {
        return "<root level='INFO'><appender-ref ref='" + reference + "'/></root>";
    }

    private static String logger(String name, String reference) {
        return "<logger name='" + name + "' additivity='false'><appender-ref ref='" + reference + "'/></logger>";
    }
}
