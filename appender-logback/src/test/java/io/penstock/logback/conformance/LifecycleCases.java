package io.penstock.logback.conformance;

import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Start, flush, reload, stop. */
final class LifecycleCases {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private LifecycleCases() {}

    static List<ConformanceCase> all() {
        return List.of(
                new ConformanceCase("20 reloads under load: no accepted event is lost", LifecycleCases::reload),
                new ConformanceCase("flush: a barrier for everything logged before it", LifecycleCases::flush),
                new ConformanceCase("No thread before the first event", LifecycleCases::noThread),
                new ConformanceCase("Stopped and started again: delivers", LifecycleCases::restart),
                new ConformanceCase(
                        "Stop with a hanging sink: returns within 20 s and says how many events are left",
                        LifecycleCases::hangingStop));
    }

    /**
     * Accepted is what the subject's own counters say. For a subject without: what came in while it was started before
     * and after the call, beyond doubt. Events that met no appender while Logback rebuilt its loggers are not judged.
     */
    private static Verdict reload(Subject subject) throws JoranException {
        int reloads = 20;
        int between = 400;
        Setup setup = Setup.SMALL.withCapacity(8192);
        ReloadRecord record = ReloadRecord.begin();
        Sink idle = new Sink("idle");
        try (Trial trial = new Trial(subject, setup, idle)) {
            trial.logger.setAdditive(true);
            trial.logger.detachAppender(trial.async());
            configure(trial, subject, setup);
            AtomicBoolean enough = new AtomicBoolean();
            AtomicInteger logged = new AtomicInteger();
            // Not so far ahead that the queue could fill up.
            AtomicInteger limit = new AtomicInteger();
            Call producer = Call.start("producer", call -> {
                while (!enough.get()) {
                    if (logged.get() < limit.get()) {
                        trial.logger.warn("{}", logged.incrementAndGet());
                    }
                    LockSupport.parkNanos(20_000);
                }
            });
            for (int i = 0; i < reloads; i++) {
                int before = logged.get();
                limit.set(before + 4 * between);
                Call.await(Call.LIMIT, () -> logged.get() - before >= between);
                record.openSink();
                trial.context.reset();
                configure(trial, subject, setup);
            }
            record.openSink();
            enough.set(true);
            boolean returned = producer.isDone(Call.LIMIT);
            Call stop = Call.start("stop", call -> trial.context.stop());
            stop.isDone(Call.LIMIT);
            Call.await(Call.LIMIT.dividedBy(2), () -> lost(subject, record) == 0);
            long accepted = accepted(subject, record);
            long lost = lost(subject, record);
            return Verdict.of(
                    lost == 0 && returned && accepted > reloads * between / 2,
                    "%d logged, %d accepted, %d of them lost",
                    logged.get(),
                    accepted,
                    lost);
        }
    }

    private static long accepted(Subject subject, ReloadRecord record) {
        return hasBooks(subject, record)
                ? record.subjects().stream()
                        .mapToLong(each -> subject.books(each).orElseThrow().accepted())
                        .sum()
                : record.accepted();
    }

    private static long lost(Subject subject, ReloadRecord record) {
        return hasBooks(subject, record) ? accepted(subject, record) - record.delivered() : record.lost();
    }

    private static boolean hasBooks(Subject subject, ReloadRecord record) {
        return record.subjects().stream().anyMatch(each -> subject.books(each).isPresent());
    }

    private static void configure(Trial trial, Subject subject, Setup setup) throws JoranException {
        String settings = subject.settings(setup).entrySet().stream()
                .map(each -> "<" + each.getKey() + ">" + each.getValue() + "</" + each.getKey() + ">")
                .collect(Collectors.joining());
        String xml = "<configuration>"
                + "<appender name='SINK' class='" + ReloadRecord.Delivered.class.getName() + "'/>"
                + "<appender name='ASYNC' class='" + subject.className() + "'>" + settings
                + "<appender-ref ref='SINK'/></appender>"
                + "<appender name='FRONT' class='" + ReloadRecord.Front.class.getName() + "'>"
                + "<appender-ref ref='ASYNC'/></appender>"
                + "<root level='TRACE'><appender-ref ref='FRONT'/></root></configuration>";
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(trial.context);
        configurator.doConfigure(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }

    private static Verdict flush(Subject subject) {
        int events = 48;
        Sink sink = new Sink("sink").shut();
        try (Trial trial = new Trial(subject, Setup.SMALL, sink)) {
            trial.plug(sink);
            Call.repeat("caller", events, i -> trial.logger.warn("event {}", i)).isDone(Call.LIMIT);
            Optional<Boolean> early = trial.flush(Duration.ofMillis(50));
            if (early.isEmpty()) {
                return Verdict.failed("no such operation");
            }
            sink.open();
            boolean flushed = trial.flush(Call.LIMIT).orElseThrow();
            long delivered = sink.count("event");
            return Verdict.of(
                    !early.get() && flushed && delivered == events,
                    "%s while the sink hung, then %s with %d of %d delivered",
                    early.get(),
                    flushed,
                    delivered,
                    events);
        }
    }

    private static Verdict noThread(Subject subject) {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Sink sink = new Sink("sink");
        try (Trial trial = new Trial(subject, Setup.SMALL, sink)) {
            List<String> started = new ArrayList<>();
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (!before.contains(thread) && isOurs(thread)) {
                    started.add(thread.getName());
                }
            }
            trial.logger.warn("first");
            boolean arrived = sink.awaitText("first");
            return Verdict.of(started.isEmpty() && arrived, "threads after start: %s", started);
        }
    }

    /** Not those of the JVM or the test harness. */
    private static boolean isOurs(Thread thread) {
        String group =
                thread.getThreadGroup() == null ? "" : thread.getThreadGroup().getName();
        return !group.equals("system")
                && !thread.getName().startsWith("junit")
                && !thread.getName().equals("case");
    }

    private static Verdict restart(Subject subject) {
        Sink sink = new Sink("sink");
        try (Trial trial = new Trial(subject, Setup.SMALL, sink)) {
            Call.start("caller", call -> trial.logger.warn("before")).isDone(Call.LIMIT);
            sink.awaitText("before");
            Call again = Call.start("restart", call -> {
                trial.async().stop();
                sink.start();
                trial.async().start();
                trial.logger.warn("after");
            });
            again.isDone(Call.LIMIT);
            boolean arrived = sink.awaitText("after");
            return Verdict.of(
                    arrived,
                    "%s",
                    again.failure() == null
                            ? arrived ? "delivered" : "the event after it was lost"
                            : "second start threw " + again.failure());
        }
    }

    private static Verdict hangingStop(Subject subject) {
        int events = 10;
        Sink sink = new Sink("sink").shut();
        try (Trial trial = new Trial(subject, Setup.SMALL, sink)) {
            trial.plug(sink);
            Call.repeat("caller", events, i -> trial.logger.warn("event {}", i)).isDone(Call.LIMIT);
            long start = System.nanoTime();
            Call stop = trial.stop();
            boolean returned = stop.isDone(STOP_LIMIT);
            double seconds = (System.nanoTime() - start) / 1e9;
            // With or without the one that is in the sink.
            List<String> complaints = trial.complaints();
            boolean says = complaints.stream()
                    .anyMatch(text -> text.matches("(?s).*\\b(" + events + "|" + (events + 1) + ")\\b.*"));
            return Verdict.of(
                    returned && says,
                    "%s after %.1f s; status: %s",
                    returned ? "returned" : "still waiting",
                    seconds,
                    complaints.isEmpty() ? "nothing" : complaints);
        }
    }
}
