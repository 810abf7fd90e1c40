package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.pattern.DynamicConverter;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.rolling.TriggeringPolicy;
import ch.qos.logback.core.rolling.TriggeringPolicyBase;
import ch.qos.logback.core.spi.FilterReply;
import ch.qos.logback.core.util.FileSize;
import io.penstock.Books;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Files and consoles take the lines of many events at a time, and nobody can tell but by the clock. */
@Timeout(120)
class LineBatchTest {

    private static final long SEED = Long.getLong("penstock.seed", 20261122);

    @TempDir
    private Path directory;

    private final Host host = new Host();

    @AfterEach
    void closeHost() {
        host.close();
    }

    private FileAppender<ILoggingEvent> file(Encoder<ILoggingEvent> encoder) {
        return named(new FileAppender<>(), encoder);
    }

    private <T extends FileAppender<ILoggingEvent>> T named(T file, Encoder<ILoggingEvent> encoder) {
        host.adopt(file);
        file.setName("FILE");
        file.setFile(path().toString());
        file.setEncoder(encoder);
        return file;
    }

    private Path path() {
        return directory.resolve("app.log");
    }

    private void log(int from, int to) {
        for (int i = from; i < to; i++) {
            host.logger().info("event {}", i);
        }
    }

    private static List<String> events(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "event " + i).toList();
    }

    private static void assertBooks(AsyncProxyAppender proxy, long delivered, long failed, long pending) {
        Books books = proxy.getBooks();
        assertThat(List.of(books.accepted(), books.delivered(), books.failed(), books.pending()))
                .as("accepted, delivered, failed, pending")
                .containsExactly(delivered + failed + pending, delivered, failed, pending);
    }

    // --- The same bytes ---

    @ParameterizedTest
    @CsvSource({"UTF-8", "US-ASCII", "ISO-8859-1", "UTF-16BE", "windows-1252"})
    void patternEncoder_generatedCalls_sameBytesInAnyCharset(Charset charset) throws Exception {
        System.out.println("seed " + SEED);
        LoggerFactory.getILoggerFactory();
        String pattern = "%d{yyyy-MM-dd'T'HH:mm:ss.SSS,UTC} %-5level [%15.15thread] %logger{12} %marker {%mdc} %kvp"
                + " %X{key:-none} %.200msg%n%ex";
        MemoryStreamAppender sync = new MemoryStreamAppender("SYNC", encoder(pattern, charset));
        host.context.getLogger("root").setLevel(Level.TRACE);
        AsyncProxyAppender proxy = host.startedProxy(file(encoder(pattern, charset)));
        host.attachToRoot(host.started(sync));
        GeneratedCalls calls =
                new GeneratedCalls(new Random(SEED), host.logger(), host.context.getMDCAdapter(), true, true);

        for (int i = 0; i < 3_000; i++) {
            calls.next();
        }
        boolean flushed = proxy.flush(Host.LONG);

        assertThat(flushed).isTrue();
        assertThat(SameOutputTest.firstDifference(
                        new String(sync.bytes(), StandardCharsets.ISO_8859_1),
                        Files.readString(path(), StandardCharsets.ISO_8859_1)))
                .as("seed %d", SEED)
                .isEmpty();
        assertBooks(proxy, 3_000, 0, 0);
    }

    private PatternLayoutEncoder encoder(String pattern, Charset charset) {
        PatternLayoutEncoder encoder = host.pattern(pattern);
        encoder.stop();
        encoder.setCharset(charset);
        encoder.start();
        return encoder;
    }

    @SuppressWarnings("rawtypes") // as Logback declares it
    private PatternLayout keepingLayout(Supplier<DynamicConverter> converter) {
        PatternLayout layout = host.adopt(new PatternLayout());
        layout.getInstanceConverterMap().put("msg", converter);
        layout.setPattern("%msg%n");
        layout.start();
        return layout;
    }

    private LayoutWrappingEncoder<ILoggingEvent> wrapping(PatternLayout layout) {
        LayoutWrappingEncoder<ILoggingEvent> encoder = host.adopt(new LayoutWrappingEncoder<>());
        encoder.setLayout(layout);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.start();
        return encoder;
    }

    @Test
    void patternEncoder_getsAnotherPattern_writesThatOne() throws Exception {
        PatternLayoutEncoder encoder = host.pattern("first %msg%n");
        AsyncProxyAppender proxy = host.startedProxy(file(encoder));
        log(0, 2);
        assertThat(proxy.flush(Host.LONG)).isTrue();

        encoder.stop();
        encoder.setPattern("second %msg%n");
        encoder.start();
        log(2, 4);
        assertThat(proxy.flush(Host.LONG)).isTrue();

        assertThat(Files.readAllLines(path()))
                .containsExactly("first event 0", "first event 1", "second event 2", "second event 3");
        assertBooks(proxy, 4, 0, 0);
    }

    /** Holds on to what it converts, which it may. */
    private static final class KeepingConverter extends ClassicConverter {
        private final List<ILoggingEvent> kept;

        KeepingConverter(List<ILoggingEvent> kept) {
            this.kept = kept;
        }

        @Override
        public String convert(ILoggingEvent event) {
            kept.add(event);
            return event.getFormattedMessage();
        }
    }

    @Test
    void encoder_keepsEvents_eachIsItsOwn() throws Exception {
        List<ILoggingEvent> kept = new ArrayList<>();
        AsyncProxyAppender proxy = host.startedProxy(file(wrapping(keepingLayout(() -> new KeepingConverter(kept)))));

        log(0, 1_000);
        assertThat(proxy.flush(Host.LONG)).isTrue();

        assertThat(Files.readAllLines(path())).isEqualTo(events(0, 1_000));
        assertThat(kept.stream().map(ILoggingEvent::getFormattedMessage)).containsExactlyElementsOf(events(0, 1_000));
    }

    @Test
    void secondAppender_keepsEvents_eachIsItsOwn() throws Exception {
        RecordingAppender recording = new RecordingAppender("REC");
        AsyncProxyAppender proxy = host.startedProxy(file(host.pattern("%msg%n")), recording);

        log(0, 1_000);
        assertThat(proxy.flush(Host.LONG)).isTrue();

        assertThat(Files.readAllLines(path())).isEqualTo(events(0, 1_000));
        assertThat(recording.events.stream().map(ILoggingEvent::getFormattedMessage))
                .containsExactlyElementsOf(events(0, 1_000));
        assertBooks(proxy, 1_000, 0, 0);
    }

    @Test
    void fastLane_calls_sameLines() throws Exception {
        AsyncProxyAppender proxy = host.startedProxy(file(host.pattern("%-5level %logger %msg%n")));
        host.context.getTurboFilterList().add(TwinHosts.started(new FastLane(), host));

        log(0, 1_000);
        assertThat(proxy.flush(Host.LONG)).isTrue();

        assertThat(Files.readAllLines(path()))
                .containsExactlyElementsOf(events(0, 1_000).stream()
                        .map(event -> "INFO  shop.Order " + event)
                        .toList());
        assertBooks(proxy, 1_000, 0, 0);
    }

    // --- Batches ---

    /** Every write waits at a gate, and may fail. */
    private static final class GatedStream extends OutputStream {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private volatile boolean broken;
        private int writes;

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            reached.countDown();
            awaitOpen();
            if (broken) {
                throw new IOException("broken");
            }
            writes++;
            written.write(bytes, offset, length);
        }

        /** Not even an interrupt gets it out of there. */
        private void awaitOpen() {
            boolean waiting = true;
            while (waiting) {
                try {
                    waiting = !open.await(60, TimeUnit.SECONDS);
                } catch (InterruptedException ignored) {
                    waiting = true;
                }
            }
        }

        List<String> lines() {
            return written.toString(StandardCharsets.UTF_8).lines().toList();
        }
    }

    private AsyncProxyAppender proxyOnto(GatedStream stream) {
        FileAppender<ILoggingEvent> file = host.started(file(host.pattern("%msg%n")));
        file.setOutputStream(stream);
        return host.startedProxy(file);
    }

    @Test
    void writes_manyEventsWaiting_areFew() throws Exception {
        GatedStream stream = new GatedStream();
        AsyncProxyAppender proxy = proxyOnto(stream);
        log(0, 1);
        assertThat(stream.reached.await(60, TimeUnit.SECONDS)).isTrue();
        log(1, 1_000);
        assertBooks(proxy, 0, 0, 1_000);

        stream.open.countDown();
        assertThat(proxy.flush(Host.LONG)).isTrue();

        assertThat(stream.lines()).isEqualTo(events(0, 1_000));
        // One for the first event, one for each 256 of the ring; a poll may end early once or twice.
        assertThat(stream.writes).isBetween(2, 10);
        assertBooks(proxy, 1_000, 0, 0);
    }

    @Test
    void write_fails_itsWholeBatchFailed() throws Exception {
        GatedStream stream = new GatedStream();
        AsyncProxyAppender proxy = proxyOnto(stream);
        stream.open.countDown();
        log(0, 5);
        assertThat(proxy.flush(Host.LONG)).isTrue();

        stream.broken = true;
        log(5, 12);
        proxy.flush(Host.LONG);
        proxy.stop();

        assertThat(stream.lines()).isEqualTo(events(0, 5));
        assertBooks(proxy, 5, 7, 0);
        assertThat(host.warningsOf(proxy).get(0)).startsWith("The wrapped appender failed to take an event");
    }

    @Test
    void stop_writeHangs_batchIsLeftAndNotDelivered() throws Exception {
        GatedStream stream = new GatedStream();
        AsyncProxyAppender proxy = host.proxy("ASYNC");
        FileAppender<ILoggingEvent> file = host.started(file(host.pattern("%msg%n")));
        file.setOutputStream(stream);
        proxy.addAppender(file);
        proxy.setDrainTimeout(ch.qos.logback.core.util.Duration.buildByMilliseconds(200));
        proxy.start();
        log(0, 100);
        assertThat(stream.reached.await(60, TimeUnit.SECONDS)).isTrue();

        proxy.stop();

        assertBooks(proxy, 0, 0, 100);
        assertThat(host.warningsOf(proxy)).anyMatch(warning -> warning.contains("with 100 events undelivered"));
        stream.open.countDown();
    }

    @Test
    void encoder_throwsForSome_theOthersAreWritten() {
        GatedStream stream = new GatedStream();
        stream.open.countDown();
        FileAppender<ILoggingEvent> file = host.started(file(host.adopt(new EncoderBase<>() {
            {
                started = true;
            }

            @Override
            public byte[] headerBytes() {
                return new byte[0];
            }

            @Override
            public byte[] encode(ILoggingEvent event) {
                int number = (Integer) event.getArgumentArray()[0];
                if (number % 10 == 9) {
                    throw new IllegalStateException("encoder fails");
                }
                return number % 10 == 8 ? null : (event.getFormattedMessage() + "\n").getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public byte[] footerBytes() {
                return new byte[0];
            }
        })));
        file.setOutputStream(stream);
        AsyncProxyAppender proxy = host.startedProxy(file);

        log(0, 1_000);
        proxy.stop();

        assertThat(stream.lines()).hasSize(800).doesNotContain("event 8", "event 9");
        // Null means for an appender of Logback's that there is nothing to write.
        assertBooks(proxy, 900, 100, 0);
    }

    @Test
    void lines_longerThanABatch_areAllWritten() throws Exception {
        AsyncProxyAppender proxy = host.startedProxy(file(host.pattern("%msg%n")));
        String filler = "x".repeat(100_000);

        for (int i = 0; i < 50; i++) {
            host.logger().info("{} {}", i, filler);
        }
        assertThat(proxy.flush(Host.LONG)).isTrue();

        List<String> lines = Files.readAllLines(path());
        assertThat(lines).hasSize(50);
        for (int i = 0; i < 50; i++) {
            assertThat(lines.get(i))
                    .hasSize((i + " ").length() + filler.length())
                    .startsWith(i + " ");
        }
        assertBooks(proxy, 50, 0, 0);
    }

    // --- Those who want to see each event ---

    @Test
    void filter_addedLater_isAskedAboutEachEvent() throws Exception {
        FileAppender<ILoggingEvent> file = file(host.pattern("%msg%n"));
        AsyncProxyAppender proxy = host.startedProxy(file);
        log(0, 10);
        assertThat(proxy.flush(Host.LONG)).isTrue();

        file.addFilter(new Filter<>() {
            @Override
            public FilterReply decide(ILoggingEvent event) {
                int number = (Integer) event.getArgumentArray()[0];
                return number % 2 == 0 ? FilterReply.NEUTRAL : FilterReply.DENY;
            }
        });
        log(10, 20);
        assertThat(proxy.flush(Host.LONG)).isTrue();

        List<String> expected = new ArrayList<>(events(0, 10));
        expected.addAll(IntStream.range(10, 20)
                .filter(i -> i % 2 == 0)
                .mapToObj(i -> "event " + i)
                .toList());
        assertThat(Files.readAllLines(path())).isEqualTo(expected);
        assertBooks(proxy, 20, 0, 0);
    }

    @Test
    void encoder_replacedLater_getsEachEvent() throws Exception {
        FileAppender<ILoggingEvent> file = file(host.pattern("%msg%n"));
        AsyncProxyAppender proxy = host.startedProxy(file);
        log(0, 3);
        assertThat(proxy.flush(Host.LONG)).isTrue();

        file.setEncoder(host.pattern("other %msg%n"));
        log(3, 5);
        assertThat(proxy.flush(Host.LONG)).isTrue();

        assertThat(Files.readAllLines(path()))
                .containsExactly("event 0", "event 1", "event 2", "other event 3", "other event 4");
        assertBooks(proxy, 5, 0, 0);
    }

    @Test
    void rollingFile_policyOfLogbacks_rollsWithoutLoss() throws Exception {
        RollingFileAppender<ILoggingEvent> file = rolling(sized());
        AsyncProxyAppender proxy = host.startedProxy(file);

        for (int i = 0; i < 40; i++) {
            log(i * 100, i * 100 + 100);
            assertThat(proxy.flush(Host.LONG)).isTrue();
        }
        proxy.stop();

        List<String> lines = new ArrayList<>();
        for (int i = 20; i >= 1; i--) {
            Path rolled = directory.resolve("app." + i + ".log");
            if (Files.exists(rolled)) {
                assertThat(Files.size(rolled)).isLessThan(8_000);
                lines.addAll(Files.readAllLines(rolled));
            }
        }
        assertThat(lines).as("rolled").isNotEmpty();
        lines.addAll(Files.readAllLines(path()));
        assertThat(lines).isEqualTo(events(0, 4_000));
        assertBooks(proxy, 4_000, 0, 0);
    }

    private SizeBasedTriggeringPolicy<ILoggingEvent> sized() {
        SizeBasedTriggeringPolicy<ILoggingEvent> policy = host.adopt(new SizeBasedTriggeringPolicy<>());
        policy.setMaxFileSize(FileSize.valueOf("5KB"));
        policy.setCheckIncrement(ch.qos.logback.core.util.Duration.buildByMilliseconds(0));
        policy.start();
        return policy;
    }

    private RollingFileAppender<ILoggingEvent> rolling(TriggeringPolicy<ILoggingEvent> trigger) {
        RollingFileAppender<ILoggingEvent> file = named(new RollingFileAppender<>(), host.pattern("%msg%n"));
        FixedWindowRollingPolicy window = host.adopt(new FixedWindowRollingPolicy());
        window.setFileNamePattern(directory.resolve("app.%i.log").toString());
        window.setMinIndex(1);
        window.setMaxIndex(20);
        window.setParent(file);
        window.start();
        file.setRollingPolicy(window);
        file.setTriggeringPolicy(trigger);
        return file;
    }

    @Test
    void rollingFile_policyOfTheUsers_seesEachEvent() {
        List<String> seen = new ArrayList<>();
        TriggeringPolicyBase<ILoggingEvent> policy = new TriggeringPolicyBase<>() {
            @Override
            public boolean isTriggeringEvent(File active, ILoggingEvent event) {
                seen.add(event.getFormattedMessage());
                return false;
            }
        };
        policy.start();
        AsyncProxyAppender proxy = host.startedProxy(rolling(policy));

        log(0, 100);
        proxy.stop();

        assertThat(seen).isEqualTo(events(0, 100));
        assertBooks(proxy, 100, 0, 0);
    }
}
