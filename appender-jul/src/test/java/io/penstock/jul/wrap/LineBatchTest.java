package io.penstock.jul.wrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.AsyncConfig;
import io.penstock.jul.AsyncProxyHandler;
import io.penstock.jul.RecordingErrorManager;
import io.penstock.jul.format.CallerNeed;
import io.penstock.jul.format.LinesFormatter;
import io.penstock.sink.TimeSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.ConsoleHandler;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import java.util.logging.XMLFormatter;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The records of a batch reach the JDK's handlers together, and nobody can tell but by the clock. */
@Timeout(60)
class LineBatchTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final RecordingErrorManager ownErrors = new RecordingErrorManager();
    private final ErrorWitness witness = new ErrorWitness();
    private final ManualTime time = new ManualTime();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private FileHandler file(String name, Formatter formatter) throws IOException {
        FileHandler handler = new FileHandler(folder.resolve(name).toString());
        handler.setFormatter(formatter);
        handler.setEncoding("UTF-8");
        handler.setErrorManager(ownErrors);
        opened.add(handler::close);
        return handler;
    }

    private String read(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    private WrappedHandler wrapped(Handler handler) {
        return new WrappedHandler(handler, witness, null, true, time);
    }

    private AsyncProxyHandler proxy(Handler... handlers) {
        AsyncProxyHandler proxy = new AsyncProxyHandler(
                "batch", AsyncConfig.builder().drainTimeout(LONG).build(), handlers);
        proxy.setErrorManager(new RecordingErrorManager());
        opened.add(proxy::close);
        return proxy;
    }

    private static LogRecord record(String message) {
        LogRecord record = new LogRecord(Level.INFO, message);
        record.setLoggerName("com.acme");
        return record;
    }

    @Test
    void endOfBatch_manyRecords_areWrittenAtOnce() throws Exception {
        CountingStream console = new CountingStream();
        ConsoleHandler handler = consoleOf(console);
        handler.setFormatter(new Lines(""));
        WrappedHandler wrapped = wrapped(handler);

        for (int i = 0; i < 100; i++) {
            wrapped.deliver(record("line " + i));
        }
        int writesBefore = console.writes;
        wrapped.endOfBatch();

        assertThat(writesBefore).isZero();
        assertThat(console.writes).isOne();
        assertThat(console.text().lines())
                .containsExactlyElementsOf(
                        IntStream.range(0, 100).mapToObj(i -> "line " + i).toList());
    }

    @Test
    void deliver_moreThanFitsTogether_isWrittenInPiecesAndInOrder() throws Exception {
        CountingStream console = new CountingStream();
        ConsoleHandler handler = consoleOf(console);
        handler.setFormatter(new Lines(""));
        WrappedHandler wrapped = wrapped(handler);
        List<String> lines = new ArrayList<>();
        for (int length : new int[] {10, 3000, 4000, 3000, 50_000, 5, 7999, 1}) {
            lines.add("x".repeat(length));
            wrapped.deliver(record(lines.get(lines.size() - 1)));
        }

        wrapped.endOfBatch();

        assertThat(console.text().lines()).containsExactlyElementsOf(lines);
        assertThat(console.flushedAt).contains(7013, 7013 + 3001, 7013 + 3001 + 50_001);
    }

    @Test
    void deliver_oneRecordCannotBeFormatted_failsAloneAndIsReportedAsTheJdkWould() throws Exception {
        FileHandler handler = file("log", new Lines(""));
        WrappedHandler wrapped = wrapped(handler);

        wrapped.deliver(record("before"));
        assertThatThrownBy(() -> wrapped.deliver(record("throw")))
                .isInstanceOf(DeliveryException.class)
                .hasMessage("handler java.util.logging.FileHandler reported: format failure: "
                        + "java.lang.IllegalStateException: broken");
        assertThatThrownBy(() -> wrapped.deliver(record("null")))
                .hasMessageStartingWith("handler java.util.logging.FileHandler reported: write failure: ");
        assertThatThrownBy(() -> wrapped.deliver(record("error"))).isInstanceOf(AssertionError.class);
        wrapped.deliver(record("after"));
        wrapped.endOfBatch();

        assertThat(read("log")).isEqualTo("before\nafter\n");
        assertThat(ownErrors.messages).containsExactly(null, null);
        assertThat(ownErrors.causes.get(0)).hasMessage("broken");
        assertThat(ownErrors.causes.get(1)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void deliver_anErrorManagerThatWeDoNotWatch_failsAllTheSame() throws Exception {
        FileHandler handler = file("log", new Lines(""));
        WrappedHandler wrapped = wrapped(handler);
        handler.setErrorManager(ownErrors);

        assertThatThrownBy(() -> wrapped.deliver(record("throw")))
                .hasMessageContaining("could not format an event: java.lang.IllegalStateException: broken");
    }

    @Test
    void endOfBatch_closedMeanwhile_throwsOnceAndForThisBatchOnly() throws Exception {
        FileHandler handler = file("log", new Lines(""));
        WrappedHandler wrapped = wrapped(handler);
        wrapped.deliver(record("one"));
        handler.close();

        assertThatThrownBy(wrapped::endOfBatch)
                .hasMessageStartingWith("handler java.util.logging.FileHandler refused a batch of events");
        assertThatCode(wrapped::endOfBatch).doesNotThrowAnyException();
    }

    @Test
    void books_streamFailsHalfWay_countTheWholeBatchAsFailedAndGoOn() throws Exception {
        FlakyStream stream = new FlakyStream();
        Gate gate = new Gate();
        StreamHandler handler = new StreamHandler(stream, gate);
        handler.setErrorManager(ownErrors);
        AsyncProxyHandler proxy = proxy(handler);
        gate.hold(proxy);
        stream.broken = true;

        for (int i = 0; i < 20; i++) {
            proxy.publish(record("x".repeat(999)));
        }
        gate.open();
        proxy.flush(LONG);
        String duringOutage = proxy.getBooks().toString();
        stream.broken = false;
        proxy.publish(record("later"));
        proxy.flush(LONG);

        assertThat(duringOutage).isEqualTo("offered=21 accepted=21 delivered=1 failed=20 pending=0 dropped=0");
        assertThat(proxy.getBooks().toString())
                .isEqualTo("offered=22 accepted=22 delivered=2 failed=20 pending=0 dropped=0");
    }

    @Test
    void books_oneOfABatchCannotBeFormatted_countThatOneOnly() throws Exception {
        Gate gate = new Gate();
        FileHandler handler = file("log", gate);
        AsyncProxyHandler proxy = proxy(handler);
        gate.hold(proxy);

        List.of("a", "throw", "b", "null", "c").forEach(message -> proxy.publish(record(message)));
        gate.open();
        proxy.flush(LONG);

        assertThat(read("log")).isEqualTo("a\nb\nc\n");
        assertThat(proxy.getBooks().toString())
                .isEqualTo("offered=6 accepted=6 delivered=4 failed=2 pending=0 dropped=0");
    }

    @Test
    void setters_inTheMiddleOfABatch_actFromThereOn() throws Exception {
        Gate gate = new Gate();
        FileHandler handler = file("log", gate);
        AsyncProxyHandler proxy = proxy(handler);
        gate.hold(proxy);

        proxy.publish(record("ä1"));
        proxy.publish(record("ä2"));
        proxy.setFormatter(new Lines("new "));
        proxy.publish(record("ä3"));
        proxy.setEncoding("ISO-8859-1");
        proxy.publish(record("ä4"));
        gate.open();
        proxy.flush(LONG);

        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.write("ä1\nä2\nnew ä3\n".getBytes(StandardCharsets.UTF_8));
        expected.write("new ä4\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(Files.readAllBytes(folder.resolve("log"))).isEqualTo(expected.toByteArray());
        assertThat(proxy.getBooks().toString())
                .isEqualTo("offered=5 accepted=5 delivered=5 failed=0 pending=0 dropped=0");
    }

    @Test
    void setFormatter_directlyAtTheHandler_actsFromTheNextBatchOnAndStays() throws Exception {
        FileHandler handler = file("log", new Lines("old "));
        WrappedHandler wrapped = wrapped(handler);
        Lines other = new Lines("new ");
        wrapped.deliver(record("one"));

        handler.setFormatter(other);
        wrapped.deliver(record("two"));
        wrapped.endOfBatch();
        wrapped.deliver(record("three"));
        wrapped.endOfBatch();
        wrapped.release();

        assertThat(read("log")).isEqualTo("old one\nold two\nnew three\n");
        assertThat(handler.getFormatter()).isSameAs(other);
    }

    @Test
    void filter_setDirectlyWithinABatch_isAdoptedWithTheNext() throws Exception {
        FileHandler handler = file("log", new Lines(""));
        WrappedHandler wrapped = wrapped(handler);
        AtomicInteger asked = new AtomicInteger();
        wrapped.deliver(record("one"));

        handler.setFilter(record -> {
            asked.incrementAndGet();
            return true;
        });
        boolean adoptedWithinTheBatch = wrapped.adopts();
        wrapped.deliver(record("two"));
        wrapped.endOfBatch();
        boolean adoptedWithTheNext = wrapped.adopts();

        assertThat(adoptedWithinTheBatch).isFalse();
        assertThat(adoptedWithTheNext).isTrue();
        assertThat(asked).hasValue(0);
        assertThat(read("log")).isEqualTo("one\ntwo\n");
    }

    @Test
    void setFormatter_directlyWithRecordsWaiting_theyAreNeitherPrintedTwiceNorLost() throws Exception {
        FileHandler handler = file("log", new Lines("old "));
        WrappedHandler wrapped = wrapped(handler);
        wrapped.deliver(record("one"));

        handler.setFormatter(new Lines("new "));
        wrapped.endOfBatch();

        assertThat(read("log")).isEqualTo("old one\n");
    }

    @Test
    void new_handlerAlreadyWrapped_knowsWhatItsOwnFormatterShows() throws Exception {
        FileHandler handler = file("log", new SimpleFormatter());
        LinesFormatter.of(handler);

        assertThat(CallerNeed.of(handler.getFormatter(), null)).isEqualTo(CallerNeed.of(new SimpleFormatter(), null));
        assertThat(LinesFormatter.unwrapped(handler.getFormatter())).isInstanceOf(SimpleFormatter.class);
    }

    @Test
    void xmlFormatter_manyBatches_hasOneHeadAndOneTail() throws Exception {
        FileHandler handler = file("log.xml", new XMLFormatter());
        AsyncProxyHandler proxy = proxy(handler);

        for (int i = 0; i < 1000; i++) {
            proxy.publish(record("message " + i));
        }
        proxy.close();

        String xml = read("log.xml");
        assertThat(xml).startsWith("<?xml").endsWith("</log>" + System.lineSeparator());
        assertThat(xml.split("<log>", -1)).hasSize(2);
        assertThat(xml.split("</log>", -1)).hasSize(2);
        assertThat(xml.split("<message>", -1)).hasSize(1001);
    }

    @Test
    void fileHandlerWithLimit_manyBatches_overshootsByOnePieceAtMostAndLosesNothing() throws Exception {
        int limit = 20_000;
        FileHandler handler = new FileHandler(folder.resolve("log.%g").toString(), limit, 100);
        handler.setFormatter(new Lines(""));
        AsyncProxyHandler proxy = proxy(handler);

        for (int i = 0; i < 5000; i++) {
            proxy.publish(record("a line of some length, number " + i));
        }
        proxy.close();

        List<Path> logs;
        try (Stream<Path> files = Files.list(folder)) {
            logs = files.filter(path -> !path.toString().endsWith(".lck")).toList();
        }
        long lines = 0;
        for (Path log : logs) {
            assertThat(Files.size(log)).isLessThan(limit + LineBatch.MOST_CHARS);
            lines += Files.readAllLines(log).size();
        }
        assertThat(logs.size()).isGreaterThan(5);
        assertThat(lines).isEqualTo(5000);
    }

    @Test
    void filter_setDirectlyAtTheHandler_seesTheRecordsThemselves() throws Exception {
        FileHandler handler = file("log", new Lines(""));
        WrappedHandler wrapped = wrapped(handler);
        List<String> seen = new ArrayList<>();
        wrapped.deliver(record("one"));
        wrapped.endOfBatch();

        handler.setFilter(record -> {
            seen.add(record.getLoggerName() + " " + record.getMessage());
            return !record.getMessage().equals("three");
        });
        for (String message : List.of("two", "three", "four")) {
            LogRecord record = record(message);
            if (wrapped.accepts(record)) {
                wrapped.adopts();
                wrapped.deliver(record);
            }
        }
        wrapped.endOfBatch();

        assertThat(read("log")).isEqualTo("one\ntwo\nfour\n");
        assertThat(seen).containsExactly("com.acme two", "com.acme three", "com.acme four");
    }

    @Test
    void filter_setDirectlyWithRecordsWaiting_isForThoseAfterThem() throws Exception {
        FileHandler handler = file("log", new Lines(""));
        WrappedHandler wrapped = wrapped(handler);
        List<String> seen = new ArrayList<>();
        wrapped.deliver(record("waiting"));

        handler.setFilter(record -> {
            seen.add(record.getMessage());
            return record.getLoggerName().startsWith("com");
        });
        wrapped.endOfBatch();
        LogRecord after = record("after");
        boolean accepted = wrapped.accepts(after);
        wrapped.adopts();
        wrapped.deliver(after);
        wrapped.endOfBatch();

        assertThat(accepted).isTrue();
        assertThat(read("log")).isEqualTo("waiting\nafter\n");
        assertThat(seen).containsExactly("after");
    }

    @Test
    void deliver_formatterTakesItsTime_theFileDoesNotLagBehind() throws Exception {
        FileHandler handler = file("log", new Formatter() {
            @Override
            public String format(LogRecord record) {
                time.advance(Duration.ofMillis(4));
                return record.getMessage() + "\n";
            }
        });
        WrappedHandler wrapped = wrapped(handler);

        wrapped.deliver(record("one"));
        wrapped.deliver(record("two"));
        String afterTwo = read("log");
        wrapped.deliver(record("three"));
        String afterThree = read("log");
        wrapped.deliver(record("four"));

        assertThat(afterTwo).isEmpty();
        assertThat(afterThree).isEqualTo("one\ntwo\nthree\n");
        assertThat(read("log")).isEqualTo(afterThree);
    }

    /** Two proxies with one FileHandler, or a logger that has it, too: its level is OFF while it changes its file. */
    @Test
    void deliver_whileSomebodyElseMakesTheHandlerChangeItsFile_waitsAndIsWritten() throws Exception {
        FileHandler handler = file("log", new Lines(""));
        WrappedHandler wrapped = wrapped(handler);
        AtomicBoolean done = new AtomicBoolean();
        Thread changer = changeFile(handler, done);

        assertThatCode(() -> wrapped.deliver(record("one"))).doesNotThrowAnyException();
        done.set(true);
        changer.join(20_000);
        wrapped.endOfBatch();

        assertThat(read("log")).isEqualTo("one\n");
    }

    @Test
    void publish_whileAHandlerThatOverridesIsLoggableChangesItsFile_isAccepted() throws Exception {
        FileHandler handler = new FileHandler(folder.resolve("log").toString()) {
            @Override
            public boolean isLoggable(LogRecord record) {
                return super.isLoggable(record) && !record.getMessage().equals("secret");
            }
        };
        handler.setFormatter(new Lines(""));
        AsyncProxyHandler proxy = proxy(handler);
        AtomicBoolean done = new AtomicBoolean();
        Thread changer = changeFile(handler, done);

        proxy.publish(record("one"));
        done.set(true);
        changer.join(20_000);
        proxy.publish(record("secret"));
        proxy.close();

        assertThat(read("log")).isEqualTo("one\n");
        assertThat(proxy.getBooks().toString())
                .isEqualTo("offered=1 accepted=1 delivered=1 failed=0 pending=0 dropped=0");
    }

    /** As FileHandler does it, for as long as the present thread waits for it; or is done without. */
    private static Thread changeFile(Handler handler, AtomicBoolean done) throws InterruptedException {
        Thread waiting = Thread.currentThread();
        CountDownLatch changing = new CountDownLatch(1);
        Thread changer = new Thread(() -> {
            synchronized (handler) {
                handler.setLevel(Level.OFF);
                changing.countDown();
                await().atMost(LONG).until(() -> waiting.getState() == Thread.State.BLOCKED || done.get());
                handler.setLevel(Level.ALL);
            }
        });
        changer.start();
        assertThat(changing.await(20, TimeUnit.SECONDS)).isTrue();
        return changer;
    }

    @Test
    void publish_directlyToAWrappedHandler_isFormattedAsBefore() throws Exception {
        FileHandler handler = file("log", new Lines("> "));
        wrapped(handler);

        handler.publish(record("direct"));

        assertThat(read("log")).isEqualTo("> direct\n");
    }

    @Test
    void subclassesAndOthersBesideThem_getTheirRecordsOneByOne() throws Exception {
        AtomicInteger published = new AtomicInteger();
        StreamHandler own = new StreamHandler(new ByteArrayOutputStream(), new Lines("")) {
            @Override
            public synchronized void publish(LogRecord record) {
                published.incrementAndGet();
                super.publish(record);
            }
        };
        Lines besideIt = new Lines("");
        FileHandler beside = file("beside", besideIt);
        AsyncProxyHandler proxy = proxy(own, beside);

        for (int i = 0; i < 300; i++) {
            proxy.publish(record("line"));
        }
        proxy.flush(LONG);

        assertThat(published).hasValue(300);
        assertThat(beside.getFormatter()).isSameAs(besideIt);
        assertThat(read("beside").lines()).hasSize(300);
    }

    @Test
    void formatter_logsToItsOwnProxy_comesAfterTheRecordItWasFormatting() throws Exception {
        AtomicReference<AsyncProxyHandler> self = new AtomicReference<>();
        FileHandler handler = file("log", new Formatter() {
            @Override
            public String format(LogRecord record) {
                if (record.getMessage().equals("question")) {
                    self.get().publish(record("answer"));
                }
                return record.getMessage() + "\n";
            }
        });
        AsyncProxyHandler proxy = proxy(handler);
        self.set(proxy);

        proxy.publish(record("question"));
        proxy.flush(LONG);
        proxy.flush(LONG);

        assertThat(read("log")).isEqualTo("question\nanswer\n");
    }

    @Test
    void formatter_closesItsProxy_theRecordsBeforeAreWrittenAndThatOneFails() throws Exception {
        AtomicReference<AsyncProxyHandler> self = new AtomicReference<>();
        Gate gate = new Gate() {
            @Override
            public String format(LogRecord record) {
                if (record.getMessage().equals("close")) {
                    self.get().close();
                }
                return super.format(record);
            }
        };
        FileHandler handler = file("log", gate);
        AsyncProxyHandler proxy = proxy(handler);
        self.set(proxy);
        gate.hold(proxy);

        proxy.publish(record("one"));
        proxy.publish(record("close"));
        gate.open();
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(proxy.getBooks().toString())
                        .isEqualTo("offered=3 accepted=3 delivered=2 failed=1 pending=0 dropped=0"));

        assertThat(read("log")).isEqualTo("one\n");
        assertThat(handler.getFormatter()).isSameAs(gate);
    }

    @Test
    void release_aParameterStandsStill_whatWasFormattedBeforeIsWritten() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        SimpleFormatter simple = new SimpleFormatter();
        WrappedHandler wrapped = wrapped(file("log", simple));
        LogRecord standing = record("{0}");
        standing.setParameters(new Object[] {
            new Object() {
                @Override
                public String toString() {
                    inside.countDown();
                    awaitUninterrupted(released);
                    return "too late";
                }
            }
        });
        LogRecord before = record("before");
        AtomicReference<Exception> thrown = new AtomicReference<>();
        Thread drain = new Thread(() -> {
            try {
                wrapped.deliver(before);
                wrapped.deliver(standing);
            } catch (DeliveryException expected) {
                thrown.set(expected);
            }
        });
        drain.start();
        assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();

        wrapped.release();
        String written = read("log");
        released.countDown();
        drain.join(20_000);

        assertThat(written).isEqualTo(simple.format(before));
        assertThat(read("log")).isEqualTo(written);
        assertThat(thrown.get()).hasMessageContaining("was given back");
    }

    @Test
    void batches_takeNoSequenceNumbers() throws Exception {
        WrappedHandler warm = wrapped(file("warm", new SimpleFormatter()));
        warm.deliver(record("everything is loaded"));
        warm.endOfBatch();
        long first = new LogRecord(Level.INFO, "").getSequenceNumber();
        LogRecord used = record("again");

        WrappedHandler wrapped = wrapped(file("log", new SimpleFormatter()));
        for (int i = 0; i < 10; i++) {
            wrapped.deliver(used);
            wrapped.endOfBatch();
        }

        assertThat(new LogRecord(Level.INFO, "").getSequenceNumber()).isEqualTo(first + 2);
        assertThat(read("log").lines().filter(line -> line.contains("again"))).hasSize(10);
    }

    private static ConsoleHandler consoleOf(OutputStream stream) {
        PrintStream before = System.err;
        System.setErr(new PrintStream(stream, false, StandardCharsets.UTF_8));
        try {
            return new ConsoleHandler();
        } finally {
            System.setErr(before);
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        while (true) {
            try {
                if (!latch.await(30, TimeUnit.SECONDS)) {
                    throw new AssertionError("nobody opened the gate");
                }
                return;
            } catch (InterruptedException again) {
                // A sink that hangs is interrupted by a close.
            }
        }
    }

    /** A prefix, the message and a line feed; fails on demand. */
    private static class Lines extends Formatter {
        private final String prefix;

        Lines(String prefix) {
            this.prefix = prefix;
        }

        @Override
        public String format(LogRecord record) {
            return switch (record.getMessage()) {
                case "throw" -> throw new IllegalStateException("broken");
                case "error" -> throw new AssertionError("broken badly");
                case "null" -> null;
                default -> prefix + record.getMessage() + "\n";
            };
        }
    }

    /** Holds the drain thread at a record of its own, so that those after it are one batch. */
    private static class Gate extends Lines {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch opened = new CountDownLatch(1);

        Gate() {
            super("");
        }

        void hold(AsyncProxyHandler proxy) throws InterruptedException {
            proxy.publish(record("gate"));
            assertThat(reached.await(20, TimeUnit.SECONDS)).isTrue();
        }

        void open() {
            opened.countDown();
        }

        @Override
        public String format(LogRecord record) {
            if (record.getMessage().equals("gate")) {
                reached.countDown();
                awaitUninterrupted(opened);
                return "";
            }
            return super.format(record);
        }
    }

    /** Moves only when told to. */
    private static final class ManualTime implements TimeSource {
        private long nanos = Long.MAX_VALUE - 5;

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public long wallMillis() {
            return 0;
        }

        void advance(Duration by) {
            nanos += by.toNanos();
        }
    }

    private static final class CountingStream extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final List<Integer> flushedAt = new ArrayList<>();
        private int writes;

        @Override
        public void write(int one) {
            writes++;
            bytes.write(one);
        }

        @Override
        public void write(byte[] some, int from, int count) {
            writes++;
            bytes.write(some, from, count);
        }

        @Override
        public void flush() {
            flushedAt.add(bytes.size());
        }

        String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }

    private static final class FlakyStream extends OutputStream {
        private volatile boolean broken;

        @Override
        public void write(int one) throws IOException {
            if (broken) {
                throw new IOException("no space");
            }
        }
    }
}
