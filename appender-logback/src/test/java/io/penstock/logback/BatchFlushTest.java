package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When lines leave the buffers. */
class BatchFlushTest {

    private final Host host = new Host();

    @AfterEach
    void closeHost() {
        host.close();
    }

    private FileAppender<ILoggingEvent> file(Path path) {
        FileAppender<ILoggingEvent> file = host.adopt(new FileAppender<>());
        file.setName("FILE");
        file.setFile(path.toString());
        file.setEncoder(host.pattern("%msg%n"));
        return file;
    }

    @Test
    void flush_largeBuffer_makesAllLinesVisible(@TempDir Path directory) throws Exception {
        Path path = directory.resolve("app.log");
        FileAppender<ILoggingEvent> file = file(path);
        file.setImmediateFlush(false);
        file.setBufferSize(FileSize.valueOf("256KB"));
        AsyncProxyAppender proxy = host.startedProxy(file);
        for (int i = 0; i < 1000; i++) {
            host.logger().info("{}", i);
        }

        boolean flushed = proxy.flush(Host.LONG);

        assertThat(flushed).isTrue();
        assertThat(Files.readAllLines(path))
                .containsExactlyElementsOf(
                        IntStream.range(0, 1000).mapToObj(Integer::toString).toList());
    }

    @Test
    void flush_neverStartedOrNothingLogged_isTrueAtOnce() {
        AsyncProxyAppender proxy = host.proxy("ASYNC", new RecordingAppender("REC"));

        assertThat(proxy.flush(Duration.ZERO)).isTrue();
        proxy.start();
        assertThat(proxy.flush(Duration.ZERO)).isTrue();
    }

    @Test
    void immediateFlush_on_flushesBatchesAndIsGivenBack() {
        MemoryStreamAppender memory = new MemoryStreamAppender("FILE", host.pattern("%msg%n"));
        GateFilter gate = new GateFilter();
        AsyncProxyAppender proxy = host.startedProxy(memory);
        // Asked on the drain thread, since it comes after the start: the whole load becomes one batch.
        memory.addFilter(gate);
        int before = memory.flushes();
        for (int i = 0; i < 1000; i++) {
            host.logger().info("{}", i);
        }
        assertThat(memory.isImmediateFlush()).isFalse();
        gate.open();

        boolean flushed = proxy.flush(Host.LONG);

        assertThat(flushed).isTrue();
        assertThat(memory.text().lines()).hasSize(1000);
        // One for the first event's batch, one for the rest, one for the barrier; a poll may end early once or twice.
        assertThat(memory.flushes() - before).isBetween(1, 10);
        proxy.stop();
        assertThat(memory.isImmediateFlush()).isTrue();
    }

    @Test
    void immediateFlush_on_linesAreVisibleWithoutABarrier(@TempDir Path directory) {
        Path path = directory.resolve("app.log");
        host.startedProxy(file(path));

        host.logger().info("hello");

        org.awaitility.Awaitility.await("end of batch")
                .atMost(Host.LONG)
                .until(() -> Files.readString(path).equals("hello" + System.lineSeparator()));
    }

    @Test
    void immediateFlush_onAndAppenderAlsoAttachedDirectly_directEventsAreFlushed(@TempDir Path directory)
            throws Exception {
        Path path = directory.resolve("app.log");
        FileAppender<ILoggingEvent> file = file(path);
        AsyncProxyAppender proxy = host.startedProxy(file);
        host.context.getLogger("direct").setAdditive(false);
        host.context.getLogger("direct").addAppender(file);
        host.logger().info("proxied");
        assertThat(proxy.flush(Host.LONG)).isTrue();

        host.context.getLogger("direct").info("direct");

        assertThat(Files.readAllLines(path)).containsExactly("proxied", "direct");
        assertThat(file.isImmediateFlush()).isTrue();
        proxy.stop();
        assertThat(file.isImmediateFlush()).isTrue();
    }

    @Test
    void immediateFlush_off_staysOffAndIsNotFlushedByBatches() {
        MemoryStreamAppender memory = new MemoryStreamAppender("FILE", host.pattern("%msg%n"));
        memory.setImmediateFlush(false);
        AsyncProxyAppender proxy = host.startedProxy(memory);
        int before = memory.flushes();

        for (int i = 0; i < 100; i++) {
            host.logger().info("{}", i);
        }
        proxy.flush(Host.LONG);
        int flushes = memory.flushes() - before;
        proxy.stop();

        assertThat(flushes).as("the barrier's").isEqualTo(1);
        assertThat(memory.isImmediateFlush()).isFalse();
    }

    /** The lock of prudent mode is held for each event only: whatever is flushed later would be written outside it. */
    @Test
    void immediateFlush_prudentFile_isLeftAlone(@TempDir Path directory) {
        FileAppender<ILoggingEvent> file = file(directory.resolve("shared.log"));
        file.setPrudent(true);
        AsyncProxyAppender proxy = host.startedProxy(file);

        assertThat(file.isImmediateFlush()).isTrue();
        proxy.stop();
        assertThat(file.isImmediateFlush()).isTrue();
    }

    @Test
    void encoder_ofTheAppender_isGivenBack() {
        MemoryStreamAppender memory = new MemoryStreamAppender("FILE", host.pattern("%msg%n"));
        var encoder = memory.getEncoder();
        AsyncProxyAppender proxy = host.startedProxy(memory);

        assertThat(memory.getEncoder()).isNotSameAs(encoder);
        proxy.stop();

        assertThat(memory.getEncoder()).isSameAs(encoder);
    }

    private static final class GateFilter extends ch.qos.logback.core.filter.Filter<ILoggingEvent> {
        private final java.util.concurrent.CountDownLatch opened = new java.util.concurrent.CountDownLatch(1);

        void open() {
            opened.countDown();
        }

        @Override
        public ch.qos.logback.core.spi.FilterReply decide(ILoggingEvent event) {
            try {
                opened.await(20, java.util.concurrent.TimeUnit.SECONDS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return ch.qos.logback.core.spi.FilterReply.NEUTRAL;
        }
    }
}
