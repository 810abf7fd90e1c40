package io.penstock.logback.conformance;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/** The wrapped appender throws, logs, or gives up. */
final class FailingSinkCases {

    private static final int EVENTS = 4 * Setup.SMALL.capacity();

    private FailingSinkCases() {}

    static List<ConformanceCase> all() {
        return List.of(
                new ConformanceCase(
                        "The wrapped appender throws an Error: the others still arrive", FailingSinkCases::error),
                new ConformanceCase(
                        "The wrapped appender logs while the queue is full: no deadlock", FailingSinkCases::sinkLogs),
                new ConformanceCase(
                        "A helper thread of the wrapped appender logs while the queue is full: no deadlock",
                        FailingSinkCases::helperLogs),
                new ConformanceCase(
                        "An IOException stops the wrapped OutputStreamAppender: the loss is counted",
                        FailingSinkCases::ioException));
    }

    private static Verdict error(Subject subject) {
        AtomicInteger number = new AtomicInteger();
        Sink sink = new Sink("sink").doing(event -> {
            if (number.incrementAndGet() == 5) {
                throw new NoClassDefFoundError("conformance");
            }
        });
        AtomicBoolean alive = new AtomicBoolean(true);
        try (Trial trial = new Trial(subject, Setup.SMALL, sink)) {
            int expected = EVENTS - 1;
            Call caller = Call.repeat("caller", EVENTS, i -> {
                trial.logger.warn("event {}", i);
                // Never more than half of the room is used, so nothing is dropped; unless nobody delivers any more.
                if (alive.get()) {
                    alive.set(Call.await(Call.LIMIT.dividedBy(5), () -> number.get() > i - Setup.SMALL.capacity() / 2));
                }
            });
            boolean returned = caller.isDone(Call.LIMIT.multipliedBy(2));
            sink.awaitCount(expected);
            return Verdict.of(
                    returned && sink.count() == expected,
                    "delivered %d of %d; %s",
                    sink.count(),
                    expected,
                    caller.describe());
        }
    }

    private static Verdict sinkLogs(Subject subject) {
        return logsWhileFull(subject, trial -> trial.logger.warn("inner"));
    }

    private static Verdict helperLogs(Subject subject) {
        return logsWhileFull(subject, trial -> await(Call.start("helper", call -> trial.logger.warn("inner"))));
    }

    /** As a sink waits for its client library: for as long as it takes. */
    private static void await(Call helper) {
        try {
            helper.thread().join();
        } catch (InterruptedException wanted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The sink's first three events log one each, and only when the queue is full again. */
    private static Verdict logsWhileFull(Subject subject, Consumer<Trial> log) {
        Sink sink = new Sink("sink").shut();
        try (Trial trial = new Trial(subject, Setup.SMALL, sink)) {
            AtomicInteger left = new AtomicInteger(3);
            AtomicReference<Call> caller = new AtomicReference<>();
            sink.doing(event -> {
                if (event.getFormattedMessage().startsWith("outer") && left.getAndDecrement() > 0) {
                    caller.get().isStuck();
                    log.accept(trial);
                }
            });
            trial.plug(sink);
            caller.set(Call.repeat("caller", EVENTS, i -> trial.logger.warn("outer {}", i)));
            return goesOn(trial, sink, caller.get());
        }
    }

    private static Verdict goesOn(Trial trial, Sink sink, Call caller) {
        boolean full = caller.isStuck();
        sink.open();
        boolean returned = caller.isDone(Call.LIMIT.multipliedBy(2));
        boolean idle = returned && Call.await(Call.LIMIT, new Standstill(sink::count));
        Call after = Call.start("after", call -> trial.logger.warn("last"));
        boolean arrived = idle && after.isDone(Call.LIMIT) && sink.awaitText("last");
        return Verdict.of(
                arrived,
                "%s, %d of %d outer events delivered; a later event %s",
                full ? caller.isDone() ? "caller waited and returned" : caller.describe() : "caller never waited",
                sink.count("outer"),
                EVENTS,
                arrived ? "arrived" : "did not arrive");
    }

    private static Verdict ioException(Subject subject) {
        int writable = 10;
        int events = 50;
        CountDownLatch failed = new CountDownLatch(1);
        AtomicInteger written = new AtomicInteger();
        OutputStreamAppender<ILoggingEvent> sink = new OutputStreamAppender<>();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        sink.setEncoder(encoder);
        sink.setOutputStream(new OutputStream() {
            @Override
            public void write(int b) {
                throw new AssertionError("byte by byte");
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (length == 0) {
                    return;
                }
                if (written.get() == writable) {
                    failed.countDown();
                    throw new IOException("disk gone");
                }
                written.incrementAndGet();
            }
        });
        encoder.setContext(new LoggerContext());
        encoder.setPattern("%msg");
        encoder.start();
        try (Trial trial = new Trial(subject, Setup.SMALL, sink)) {
            Call caller = Call.repeat("caller", events, i -> trial.logger.warn("event {}", i));
            caller.isDone(Call.LIMIT);
            Call.await(Call.LIMIT, () -> failed.getCount() == 0);
            if (trial.books().isPresent()) {
                Call.await(Call.LIMIT, () -> trial.books().orElseThrow().pending() == 0);
            }
            return trial.books()
                    .map(books -> Verdict.of(
                            books.delivered() == written.get() && books.failed() == events - written.get(),
                            "%d of %d written; counted as delivered %d, failed %d",
                            written.get(),
                            events,
                            books.delivered(),
                            books.failed()))
                    .orElseGet(() ->
                            Verdict.failed("%d of %d written, the rest nowhere; no counter", written.get(), events));
        }
    }

    /** True once a count has not changed for some looks. */
    private static final class Standstill implements BooleanSupplier {

        private final IntSupplier count;
        private int before = -1;
        private int looks;

        Standstill(IntSupplier count) {
            this.count = count;
        }

        @Override
        public boolean getAsBoolean() {
            int now = count.getAsInt();
            looks = now == before ? looks + 1 : 0;
            before = now;
            return looks > 100;
        }
    }
}
