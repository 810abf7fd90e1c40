package io.penstock.logback;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.Flushable;
import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Start, stop, restart; what exists in between and what must not exist any more. */
class ProxyLifecycleTest {

    private final Host host = new Host();
    private final RecordingAppender appender = new RecordingAppender("REC");

    @AfterEach
    void closeHost() {
        host.close();
    }

    @Test
    void start_noEventYet_noThread() {
        AsyncProxyAppender proxy = host.proxy("LAZY", appender);

        proxy.start();

        assertThat(threads("penstock-LAZY")).isZero();
        host.logger().info("first");
        assertThat(threads("penstock-LAZY")).isEqualTo(1);
        proxy.stop();
        assertThat(threads("penstock-LAZY")).isZero();
    }

    @Test
    void startAndStop_repeated_changeNothing() throws Exception {
        AsyncProxyAppender proxy = host.proxy("TWICE", appender);

        proxy.start();
        proxy.start();
        host.logger().info("one");
        boolean flushed = proxy.flush(Host.LONG);

        assertThat(flushed).isTrue();
        assertThat(appender.messages()).containsExactly("one");
        assertThat(beans("TWICE")).hasSize(1);
        proxy.stop();
        appender.start();
        proxy.stop();
        assertThat(appender.isStarted())
                .as("restarted by somebody else, no business of ours any more")
                .isTrue();
        assertThat(beans("TWICE")).isEmpty();
    }

    @Test
    void stop_neverStarted_changesNothing() {
        AsyncProxyAppender proxy = host.proxy("NEVER", appender);

        proxy.stop();

        assertThat(proxy.isStarted()).isFalse();
        assertThat(host.warnings()).isEmpty();
    }

    @Test
    void restart_afterStop_deliversAgainWithNewBooks() {
        AsyncProxyAppender proxy = host.startedProxy(appender);
        host.logger().info("one");
        proxy.stop();
        host.logger().info("nobody listens");

        proxy.start();
        host.logger().info("two");
        boolean flushed = proxy.flush(Host.LONG);

        assertThat(flushed).isTrue();
        assertThat(appender.messages()).containsExactly("one", "two");
        assertThat(proxy.getBooks().delivered()).isEqualTo(1);
    }

    @Test
    void stop_eventsPending_writesThemFirst() {
        AsyncProxyAppender proxy = host.startedProxy(appender);
        for (int i = 0; i < 5000; i++) {
            host.logger().info("{}", i);
        }

        proxy.stop();

        assertThat(appender.events).hasSize(5000);
        assertThat(proxy.getBooks().toString())
                .isEqualTo("offered=5000 accepted=5000 delivered=5000 failed=0 pending=0 dropped=0");
    }

    /** Many appenders hold their own monitor, or a lock that stop() wants too, while they hang. */
    @Test
    void stop_appenderHangsInItsMonitor_returnsAfterDrainTimeout() {
        HangingAppender hanging = new HangingAppender();
        AsyncProxyAppender proxy = host.proxy("HANG", hanging);
        proxy.setDrainTimeout(ch.qos.logback.core.util.Duration.valueOf("100 milliseconds"));
        proxy.start();
        host.logger().info("one");
        host.logger().info("two");
        await().atMost(Host.LONG).until(() -> hanging.entered.getCount() == 0);

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(proxy::stop);
        await("stop() returns").atMost(Host.LONG).until(stopped::isDone);

        assertThat(proxy.getBooks().pending()).isEqualTo(2);
        assertThat(host.warningsOf(proxy))
                .containsExactly("stopped after drainTimeout=100 milliseconds with 2 events undelivered;"
                        + " raise drainTimeout, or see what holds the wrapped appenders");
        hanging.release.countDown();
        await("the drain thread ends").atMost(Host.LONG).until(() -> threads("penstock-HANG") == 0);
    }

    /** All its events were taken: nothing is left, but the appender. */
    @Test
    void stop_appenderHangsInItsFlush_returnsAfterDrainTimeout() {
        HangingInFlush hanging = new HangingInFlush();
        AsyncProxyAppender proxy = host.proxy("HANGFLUSH", hanging);
        // Time enough for a busy machine's drain thread to get to the flush.
        proxy.setDrainTimeout(ch.qos.logback.core.util.Duration.valueOf("2 seconds"));
        proxy.start();
        host.logger().info("taken");
        try {
            CompletableFuture<Void> stop = CompletableFuture.runAsync(proxy::stop);

            await().atMost(Host.LONG).until(stop::isDone);

            assertThat(hanging.entered.getCount()).isZero();
            assertThat(proxy.getBooks()).hasToString("offered=1 accepted=1 delivered=1 failed=0 pending=0 dropped=0");
            assertThat(host.warningsOf(proxy))
                    .containsExactly(
                            "stopped after drainTimeout=2 seconds while a wrapped appender had not yet flushed what it"
                                    + " took; raise drainTimeout, or see what holds the wrapped appenders");
        } finally {
            hanging.release.countDown();
        }
        await().atMost(Host.LONG).until(() -> !hanging.isStarted());
    }

    /** The late stop of the earlier run must not hit the appender of the next one. */
    @Test
    void restart_appenderStillHangsFromTheRunBefore_isRefusedUntilItHasStopped() {
        HangingInFlush hanging = new HangingInFlush();
        AsyncProxyAppender proxy = host.proxy("AGAIN", hanging);
        proxy.setDrainTimeout(ch.qos.logback.core.util.Duration.valueOf("100 milliseconds"));
        proxy.start();
        host.logger().info("first run");
        try {
            CompletableFuture<Void> stop = CompletableFuture.runAsync(proxy::stop);
            await().atMost(10, SECONDS).until(stop::isDone);

            proxy.start();

            assertThat(proxy.isStarted()).isFalse();
            assertThat(host.errorsOf(proxy))
                    .containsExactly("appender [null] stands still since its last run and is still being stopped;"
                            + " start [AGAIN] again once it has stopped");
        } finally {
            hanging.release.countDown();
        }
        await().atMost(10, SECONDS).until(() -> {
            proxy.start();
            return proxy.isStarted();
        });
        host.logger().info("second run");
        boolean flushed = proxy.flush(Host.LONG);

        assertThat(flushed).isTrue();
        assertThat(hanging.isStarted()).isTrue();
        assertThat(proxy.getBooks()).hasToString("offered=1 accepted=1 delivered=1 failed=0 pending=0 dropped=0");
        proxy.stop();
    }

    @Test
    void detachAndStopAllAppenders_appenderHangsInItsFlush_returnsAfterDrainTimeout() {
        HangingInFlush hanging = new HangingInFlush();
        AsyncProxyAppender proxy = host.proxy("DETACHED", hanging);
        proxy.setDrainTimeout(ch.qos.logback.core.util.Duration.valueOf("100 milliseconds"));
        proxy.start();
        host.logger().info("taken");
        try {
            CompletableFuture<Void> detached = CompletableFuture.runAsync(proxy::detachAndStopAllAppenders);

            await().atMost(Host.LONG).until(detached::isDone);

            assertThat(proxy.iteratorForAppenders().hasNext()).isFalse();
        } finally {
            hanging.release.countDown();
        }
        await().atMost(Host.LONG).until(() -> !hanging.isStarted());
    }

    private static final class HangingInFlush extends AppenderBase<ILoggingEvent> implements Flushable {

        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch release = new CountDownLatch(1);

        @Override
        protected void append(ILoggingEvent event) {}

        @Override
        public synchronized void flush() {
            entered.countDown();
            boolean waiting = true;
            while (waiting) {
                try {
                    release.await();
                    waiting = false;
                } catch (InterruptedException stubborn) {
                    waiting = true;
                }
            }
        }

        @Override
        public synchronized void stop() {
            super.stop();
        }
    }

    private static final class HangingAppender extends AppenderBase<ILoggingEvent> {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);

        @Override
        protected void append(ILoggingEvent event) {
            entered.countDown();
            boolean released = false;
            while (!released) {
                try {
                    released = release.await(1, SECONDS);
                } catch (InterruptedException deaf) {
                    // As a write to a dead network file system is.
                }
            }
        }

        @Override
        public synchronized void stop() {
            super.stop();
        }
    }

    @Test
    void mxBean_startedAndStopped_comesAndGoes() throws Exception {
        AsyncProxyAppender proxy = host.startedProxy(appender);
        host.logger().info("one");
        proxy.flush(Host.LONG);
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName("io.penstock:type=AsyncProxyAppender,name=\"ASYNC\"");

        assertThat(server.getAttribute(name, "Offered")).isEqualTo(1L);
        assertThat(server.getAttribute(name, "Accepted")).isEqualTo(1L);
        assertThat(server.getAttribute(name, "Delivered")).isEqualTo(1L);
        assertThat(server.getAttribute(name, "Snapshot"))
                .isEqualTo("offered=1 accepted=1 delivered=1 failed=0 pending=0 dropped=0");
        proxy.stop();
        assertThat(server.isRegistered(name)).isFalse();
    }

    @Test
    void mxBean_namesakes_areNumbered() throws Exception {
        AsyncProxyAppender first = host.proxy("SAME", appender);
        first.start();
        try (Host other = new Host()) {
            AsyncProxyAppender second = other.proxy("SAME", new RecordingAppender("OTHER"));
            second.start();

            assertThat(beans("SAME"))
                    .containsExactlyInAnyOrder(
                            "io.penstock:type=AsyncProxyAppender,name=\"SAME\"",
                            "io.penstock:type=AsyncProxyAppender,name=\"SAME\",instance=2");
            first.stop();
            assertThat(beans("SAME")).containsExactly("io.penstock:type=AsyncProxyAppender,name=\"SAME\",instance=2");
        }
        assertThat(beans("SAME")).isEmpty();
    }

    @Test
    void reset_appenderThatNoLoggerRefersTo_leavesNothing() throws Exception {
        AsyncProxyAppender orphan = host.adopt(new AsyncProxyAppender());
        orphan.setName("ORPHAN");
        orphan.addAppender(host.started(appender));
        orphan.start();
        ILoggingEvent event = eventOf(host);
        orphan.doAppend(event);
        assertThat(threads("penstock-ORPHAN")).isEqualTo(1);

        host.context.reset();

        assertThat(orphan.isStarted()).isFalse();
        assertThat(appender.events).hasSize(1);
        assertThat(appender.isStarted()).isFalse();
        assertThat(threads("penstock-ORPHAN")).isZero();
        assertThat(beans("ORPHAN")).isEmpty();
    }

    /** Two proxies in front of one file: the first one stopped by a reset must not take the file from the second. */
    @Test
    void reset_twoProxiesShareAnAppender_bothDeliverAllTheyAccepted() {
        AsyncProxyAppender first = host.startedProxy(appender);
        AsyncProxyAppender second = host.proxy("SECOND", appender);
        second.start();
        for (int i = 0; i < 2000; i++) {
            host.logger().info("{}", i);
        }

        host.context.reset();

        assertThat(first.getBooks().delivered()).isEqualTo(2000);
        assertThat(second.getBooks().delivered()).isEqualTo(2000);
        assertThat(appender.events).hasSize(4000);
        assertThat(appender.isStarted()).isFalse();
    }

    @Test
    void context_withoutMdcAdapter_deliversAll() {
        LoggerContext bare = new LoggerContext();
        MemoryStreamAppender memory = memoryIn(bare, "%level %msg {%mdc}%n");
        AsyncProxyAppender proxy = new AsyncProxyAppender();
        proxy.setContext(bare);
        proxy.setName("BARE");
        proxy.addAppender(memory);
        proxy.start();
        bare.getLogger("root").addAppender(proxy);

        bare.getLogger("shop").info("hello {}", "world");
        boolean flushed = proxy.flush(Host.LONG);

        assertThat(flushed).isTrue();
        assertThat(memory.text()).isEqualTo("INFO hello world {}" + System.lineSeparator());
        assertThat(proxy.getBooks().delivered()).isEqualTo(1);
        bare.stop();
    }

    private static MemoryStreamAppender memoryIn(LoggerContext context, String pattern) {
        var encoder = new ch.qos.logback.classic.encoder.PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        encoder.start();
        MemoryStreamAppender memory = new MemoryStreamAppender("MEM", encoder);
        memory.start();
        return memory;
    }

    private static ILoggingEvent eventOf(Host host) {
        return new ch.qos.logback.classic.spi.LoggingEvent(
                "fqcn", host.context.getLogger("x"), ch.qos.logback.classic.Level.INFO, "message", null, null);
    }

    private static long threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name) && thread.isAlive())
                .count();
    }

    private static Set<String> beans(String appender) throws Exception {
        return ManagementFactory.getPlatformMBeanServer()
                .queryNames(new ObjectName("io.penstock:name=\"" + appender + "\",*"), null)
                .stream()
                .map(ObjectName::toString)
                .collect(Collectors.toSet());
    }
}
