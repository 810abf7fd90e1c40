package io.penstock.logback.conformance;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** What belongs to the caller's thread, and what the wrapped appenders must get from it. */
final class CallerCases {

    private CallerCases() {}

    static List<ConformanceCase> all() {
        return List.of(
                new ConformanceCase(
                        "The wrapped appender's filters run once per event, on the caller's thread",
                        CallerCases::filtersOnce),
                new ConformanceCase(
                        "Several wrapped appenders: each gets what its own filters accept",
                        CallerCases::severalAppenders),
                new ConformanceCase("An argument's toString() logs: both events arrive", CallerCases::toStringLogs),
                new ConformanceCase("An argument's toString() logs itself: it ends", CallerCases::toStringLogsItself),
                new ConformanceCase("Caller data, when asked for", CallerCases::callerData),
                new ConformanceCase("The name of an unnamed thread is kept", CallerCases::unnamedThread),
                new ConformanceCase(
                        "An appender with immediateFlush is flushed once per batch, not per event",
                        CallerCases::flushedPerBatch));
    }

    private static Verdict filtersOnce(Subject subject) {
        int events = 40;
        AtomicInteger asked = new AtomicInteger();
        Set<String> threads = ConcurrentHashMap.newKeySet();
        Sink sink = new Sink("sink");
        sink.addFilter(filter(event -> {
            asked.incrementAndGet();
            threads.add(Thread.currentThread().getName());
            return event.getLevel() == Level.INFO;
        }));
        try (Trial trial = new Trial(subject, Setup.SMALL, sink)) {
            Call caller = Call.repeat(
                    "caller",
                    events,
                    i -> trial.logger
                            .atLevel(i % 2 == 0 ? org.slf4j.event.Level.INFO : org.slf4j.event.Level.WARN)
                            .log("event"));
            caller.isDone(Call.LIMIT);
            sink.awaitCount(events / 2);
            Call.await(Call.LIMIT, () -> asked.get() >= events);
            return Verdict.of(
                    sink.count() == events / 2 && asked.get() == events && threads.equals(Set.of("caller")),
                    "%d events, filter asked %d times, on %s",
                    events,
                    asked.get(),
                    threads);
        }
    }

    private static Verdict severalAppenders(Subject subject) {
        Sink warnings = new Sink("warnings");
        warnings.addFilter(filter(event -> event.getLevel() == Level.WARN));
        Sink rest = new Sink("rest");
        rest.addFilter(filter(event -> event.getLevel() != Level.WARN));
        try (Trial trial = new Trial(subject, Setup.SMALL, warnings, rest)) {
            Call caller = Call.repeat("caller", 10, i -> {
                trial.logger.warn("warn");
                trial.logger.error("error");
            });
            caller.isDone(Call.LIMIT);
            warnings.awaitCount(10);
            rest.awaitCount(10);
            return Verdict.of(
                    warnings.count("warn") == 10
                            && warnings.count() == 10
                            && rest.count("error") == 10
                            && rest.count() == 10,
                    "%d of 10 and %d of 10",
                    warnings.count(),
                    rest.count());
        }
    }

    private static Verdict toStringLogs(Subject subject) {
        Sink sink = new Sink("sink");
        try (Trial trial = new Trial(subject, Setup.SMALL, sink)) {
            Object talkative = new Object() {
                @Override
                public String toString() {
                    trial.logger.warn("inner");
                    return "argument";
                }
            };
            Call caller = Call.start("caller", call -> trial.logger.warn("outer {}", talkative));
            caller.isDone(Call.LIMIT);
            sink.awaitText("outer argument");
            return Verdict.of(
                    sink.count("inner") == 1 && sink.count("outer argument") == 1,
                    "inner %d, outer %d; %s",
                    sink.count("inner"),
                    sink.count("outer argument"),
                    caller.describe());
        }
    }

    private static Verdict toStringLogsItself(Subject subject) {
        int bottom = 200;
        AtomicInteger depth = new AtomicInteger();
        AtomicInteger deepest = new AtomicInteger();
        Sink sink = new Sink("sink");
        // Room for the event of each level.
        try (Trial trial = new Trial(subject, Setup.SMALL.withCapacity(1024), sink)) {
            Object endless = new Object() {
                @Override
                public String toString() {
                    int present = depth.incrementAndGet();
                    deepest.accumulateAndGet(present, Math::max);
                    if (present < bottom) {
                        trial.logger.warn("inner {}", this);
                    }
                    depth.decrementAndGet();
                    return "argument";
                }
            };
            Call caller = Call.start("caller", call -> trial.logger.warn("outer {}", endless));
            boolean returned = caller.isDone(Call.LIMIT);
            sink.awaitText("outer argument");
            return Verdict.of(
                    returned && deepest.get() <= 32 && sink.count("outer argument") == 1,
                    "%d levels deep%s; %s",
                    deepest.get(),
                    deepest.get() == bottom ? ", where the test ended it" : "",
                    caller.describe());
        }
    }

    private static Verdict callerData(Subject subject) {
        Sink sink = new Sink("sink");
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setPattern("%class{0}.%method");
        sink.encoding(encoder);
        try (Trial trial = new Trial(subject, Setup.SMALL.withCallerData(), sink)) {
            encoder.setContext(trial.context);
            encoder.start();
            Call caller = Call.start("caller", call -> logHere(trial));
            caller.isDone(Call.LIMIT);
            sink.awaitCount(1);
            return Verdict.of(sink.texts().equals(List.of("CallerCases.logHere")), "%s", sink.texts());
        }
    }

    private static void logHere(Trial trial) {
        trial.logger.warn("here");
    }

    private static Verdict unnamedThread(Subject subject) {
        Sink sink = new Sink("sink");
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setPattern("%thread");
        sink.encoding(encoder);
        try (Trial trial = new Trial(subject, Setup.SMALL, sink)) {
            encoder.setContext(trial.context);
            encoder.start();
            Call caller = Call.start("", call -> trial.logger.warn("here"));
            caller.isDone(Call.LIMIT);
            sink.awaitCount(1);
            // The getter that is not deprecated came with Java 19.
            @SuppressWarnings("deprecation")
            long id = caller.thread().getId();
            return Verdict.of(sink.texts().equals(List.of("unnamed-" + id)), "%s", sink.texts());
        }
    }

    private static Verdict flushedPerBatch(Subject subject) {
        int events = 48;
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        AtomicInteger written = new AtomicInteger();
        AtomicInteger flushes = new AtomicInteger();
        AtomicInteger unflushed = new AtomicInteger();
        OutputStreamAppender<ILoggingEvent> sink = new OutputStreamAppender<>();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(new LoggerContext());
        encoder.setPattern("%msg");
        encoder.start();
        sink.setEncoder(encoder);
        sink.setImmediateFlush(true);
        sink.setOutputStream(new OutputStream() {
            @Override
            public void write(int b) {
                throw new AssertionError("byte by byte");
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                if (length == 0) {
                    return;
                }
                entered.countDown();
                Call.await(Call.LIMIT, () -> open.getCount() == 0);
                written.incrementAndGet();
                unflushed.incrementAndGet();
            }

            @Override
            public void flush() {
                flushes.incrementAndGet();
                unflushed.set(0);
            }
        });
        try (Trial trial = new Trial(subject, Setup.SMALL, sink)) {
            Call first = Call.start("caller", call -> trial.logger.warn("first"));
            first.isDone(Call.LIMIT);
            Call.await(Call.LIMIT, () -> entered.getCount() == 0);
            Call caller = Call.repeat("caller", events, i -> trial.logger.warn("event {}", i));
            caller.isDone(Call.LIMIT);
            open.countDown();
            boolean allFlushed = Call.await(Call.LIMIT, () -> written.get() == events + 1 && unflushed.get() == 0);
            return Verdict.of(
                    allFlushed && flushes.get() <= events / 4,
                    "%d events, %d flushes%s",
                    written.get(),
                    flushes.get(),
                    allFlushed ? "" : ", the last missing");
        }
    }

    private static Filter<ILoggingEvent> filter(Predicate<ILoggingEvent> accepts) {
        Filter<ILoggingEvent> filter = new Filter<>() {
            @Override
            public FilterReply decide(ILoggingEvent event) {
                return accepts.test(event) ? FilterReply.NEUTRAL : FilterReply.DENY;
            }
        };
        filter.start();
        return filter;
    }
}
