package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import io.penstock.Books;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Batches of lines among people who change appenders at run time, and streams that fail. */
@Timeout(120)
class LineBatchFaultsTest {

    @TempDir
    private Path directory;

    private final Host host = new Host();

    @AfterEach
    void closeHost() {
        host.close();
    }

    private FileAppender<ILoggingEvent> file(String name, Encoder<ILoggingEvent> encoder) {
        FileAppender<ILoggingEvent> file = host.adopt(new FileAppender<>());
        file.setName(name);
        file.setFile(path(name).toString());
        file.setEncoder(encoder);
        return host.started(file);
    }

    private Path path(String name) {
        return directory.resolve(name + ".log");
    }

    private void log(int from, int to) {
        for (int i = from; i < to; i++) {
            host.logger().info("event {}", i);
        }
    }

    private static List<String> events(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "event " + i).toList();
    }

    private static void assertBooks(AsyncProxyAppender proxy, long delivered, long failed) {
        Books books = proxy.getBooks();
        assertThat(List.of(books.accepted(), books.delivered(), books.failed(), books.pending()))
                .as("accepted, delivered, failed, pending")
                .containsExactly(delivered + failed, delivered, failed, 0L);
    }

    // --- Filters ---

    private static Filter<ILoggingEvent> onlyWarnings() {
        return new Filter<>() {
            @Override
            public FilterReply decide(ILoggingEvent event) {
                return event.getLevel().isGreaterOrEqual(Level.WARN) ? FilterReply.NEUTRAL : FilterReply.DENY;
            }
        };
    }

    @Test
    void filters_replacedByAnother_seesEachEvent() throws Exception {
        FileAppender<ILoggingEvent> file = file("A", host.pattern("%msg%n"));
        AsyncProxyAppender proxy = host.startedProxy(file);
        log(0, 3);
        assertThat(proxy.flush(Host.LONG)).isTrue();

        file.clearAllFilters();
        file.addFilter(onlyWarnings());
        log(3, 6);
        host.logger().warn("event {}", 6);
        assertThat(proxy.flush(Host.LONG)).isTrue();

        assertThat(Files.readAllLines(path("A"))).containsExactly("event 0", "event 1", "event 2", "event 6");
        assertBooks(proxy, 7, 0);
    }

    /** Looks at the level, which a batch of lines has not. */
    @Test
    void filter_addedAndRemovedAtAnyMoment_losesNothing() throws Exception {
        FileAppender<ILoggingEvent> file = file("A", host.pattern("%msg%n"));
        AsyncProxyAppender proxy = host.startedProxy(file);
        proxy.flush(Host.LONG);
        AtomicBoolean done = new AtomicBoolean();
        Filter<ILoggingEvent> takeover = file.getCopyOfAttachedFiltersList().get(0);
        Filter<ILoggingEvent> nosy = new Filter<>() {
            @Override
            public FilterReply decide(ILoggingEvent event) {
                return event.getLevel().isGreaterOrEqual(Level.TRACE) ? FilterReply.NEUTRAL : FilterReply.DENY;
            }
        };
        Thread changing = new Thread(() -> {
            while (!done.get()) {
                file.addFilter(nosy);
                Thread.yield();
                file.clearAllFilters();
                file.addFilter(takeover);
                Thread.yield();
            }
        });

        changing.start();
        log(0, 50_000);
        boolean flushed = proxy.flush(Host.LONG);
        done.set(true);
        changing.join();

        assertThat(flushed).isTrue();
        assertBooks(proxy, 50_000, 0);
        assertThat(Files.readAllLines(path("A"))).isEqualTo(events(0, 50_000));
    }

    // --- What a pattern means is decided when the appender starts ---

    public static final class MaskingConverter extends ClassicConverter {
        @Override
        public String convert(ILoggingEvent event) {
            return event.getFormattedMessage().replaceAll("[0-9]{4}", "****");
        }
    }

    @Test
    void conversionRule_forgottenBeforeTheFirstEvent_holdsAllTheSame() throws Exception {
        host.configure("<conversionRule conversionWord='msg' class='" + MaskingConverter.class.getName() + "'/>");
        FileAppender<ILoggingEvent> file = file("A", host.pattern("%msg%n"));
        AsyncProxyAppender proxy = host.startedProxy(file);

        // A reset clears them before it stops the appenders, and events may still wait in the ring.
        for (String registry : List.of("PATTERN_RULE_REGISTRY", "PATTERN_RULE_REGISTRY_FOR_SUPPLIERS")) {
            if (host.context.getObject(registry) instanceof Map<?, ?> rules) {
                rules.clear();
            }
        }
        host.logger().info("card {}", 4111);
        assertThat(proxy.flush(Host.LONG)).isTrue();

        assertThat(Files.readAllLines(path("A"))).containsExactly("card ****");
    }

    @Test
    void defaultLocale_changedBeforeTheFirstEvent_dateIsAsLogbackCompiledIt() throws Exception {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.US);
            PatternLayoutEncoder encoder = host.pattern("%d{dd MMM,UTC} %msg%n");
            AsyncProxyAppender proxy = host.startedProxy(file("A", encoder));
            LoggingEvent event = new LoggingEvent("x", host.context.getLogger("a"), Level.INFO, "autumn", null, null);
            event.setInstant(Instant.parse("2026-09-15T12:00:00Z"));

            // In July and in February both write the same.
            Locale.setDefault(Locale.UK);
            proxy.doAppend(event);
            assertThat(proxy.flush(Host.LONG)).isTrue();

            assertThat(Files.readString(path("A")))
                    .isEqualTo(encoder.getLayout().doLayout(event));
        } finally {
            Locale.setDefault(before);
        }
    }

    // --- Streams and encoders ---

    /** Throws an error that no appender catches. */
    private static final class ErrorStream extends OutputStream {
        @Override
        public void write(int b) {
            throw new LinkageError("no such class");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            throw new LinkageError("no such class");
        }
    }

    @Test
    void write_throwsAnError_otherAppendersGetTheirLines() throws Exception {
        FileAppender<ILoggingEvent> broken = file("A", host.pattern("%msg%n"));
        broken.setOutputStream(new ErrorStream());
        FileAppender<ILoggingEvent> good = file("B", host.pattern("%msg%n"));
        AsyncProxyAppender proxy = host.startedProxy(broken, good);
        String filler = "x".repeat(70_000);

        for (int i = 0; i < 10; i++) {
            host.logger().info("{}{}", i, filler);
        }
        proxy.flush(Host.LONG);
        List<String> written = Files.readAllLines(path("B"));
        proxy.stop();

        assertThat(written).hasSize(10);
        assertBooks(proxy, 0, 10);
    }

    /** Counts what it is asked to write. */
    private static final class CountingStream extends ByteArrayOutputStream {
        private int writes;
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);

        @Override
        public void write(byte[] bytes, int offset, int length) {
            reached.countDown();
            try {
                assertThat(open.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
            writes++;
            super.write(bytes, offset, length);
        }
    }

    /** Since Logback 1.6.4 an appender calls such an encoder under its lock only; it is used by others, too. */
    private static final class StatefulEncoder extends EncoderBase<ILoggingEvent> {

        StatefulEncoder() {
            started = true;
        }

        public boolean isStateful() {
            return true;
        }

        @Override
        public byte[] headerBytes() {
            return new byte[0];
        }

        @Override
        public byte[] encode(ILoggingEvent event) {
            return (event.getFormattedMessage() + "\n").getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] footerBytes() {
            return new byte[0];
        }
    }

    @Test
    void encoder_stateful_isCalledByItsAppender() throws Exception {
        assumeThat(Arrays.stream(Encoder.class.getMethods()).map(method -> method.getName()))
                .as("Logback 1.6.4 or later")
                .contains("isStateful");
        CountingStream stream = new CountingStream();
        FileAppender<ILoggingEvent> file = file("A", new StatefulEncoder());
        file.setOutputStream(stream);
        AsyncProxyAppender proxy = host.startedProxy(file);
        log(0, 1);
        assertThat(stream.reached.await(60, TimeUnit.SECONDS)).isTrue();
        log(1, 100);
        stream.open.countDown();

        assertThat(proxy.flush(Host.LONG)).isTrue();

        assertThat(stream.writes).isEqualTo(100);
        assertBooks(proxy, 100, 0);
    }
}
