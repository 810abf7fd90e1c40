package io.penstock.logback.conformance;

import io.penstock.Books;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** More events than the sink takes. */
final class OverflowCases {

    private static final int CAPACITY = Setup.SMALL.capacity();
    private static final int FLOOD = 4 * CAPACITY;

    private OverflowCases() {}

    static List<ConformanceCase> all() {
        return List.of(
                new ConformanceCase("The sink stands still: a caller's wait ends", OverflowCases::boundedWait),
                new ConformanceCase(
                        "A caller is interrupted while the queue is full: event and interrupt flag are kept",
                        OverflowCases::interrupted),
                new ConformanceCase("ERROR events survive a flood of DEBUG", OverflowCases::errorsSurvive),
                new ConformanceCase("Drops are counted, and told among the events", OverflowCases::dropsAreTold),
                new ConformanceCase("The arguments of a dropped event are not rendered", OverflowCases::notRendered));
    }

    private static Verdict boundedWait(Subject subject) {
        Sink sink = new Sink("sink").shut();
        try (Trial trial = new Trial(subject, Setup.SMALL, sink)) {
            trial.plug(sink);
            // Hardly more than fits, so that a wait of a second each is still a short time.
            Call caller = Call.repeat("caller", CAPACITY + 1, i -> trial.logger.warn("event {}", i));
            boolean returned = caller.isDone(Call.LIMIT);
            return Verdict.of(returned, "%s", caller.describe());
        }
    }

    private static Verdict interrupted(Subject subject) {
        if (subject.drops()) {
            return Verdict.notAsked("callers never wait");
        }
        Sink sink = new Sink("sink").shut();
        try (Trial trial = new Trial(subject, Setup.SMALL.maxBlockMillis(60_000), sink)) {
            trial.plug(sink);
            AtomicBoolean flag = new AtomicBoolean();
            Call caller = Call.repeat("caller", FLOOD, i -> {
                trial.logger.warn("event {}", i);
                flag.set(Thread.currentThread().isInterrupted());
            });
            boolean stuck = caller.isStuck();
            caller.thread().interrupt();
            // Shows that the interrupt was taken: either the caller goes on without room, or it waits as before.
            caller.isStuck();
            sink.open();
            boolean returned = caller.isDone(Call.LIMIT);
            sink.awaitCount(FLOOD + 1);
            long delivered = sink.count("event");
            return Verdict.of(
                    stuck && returned && flag.get() && delivered == FLOOD,
                    "delivered %d of %d, flag %s",
                    delivered,
                    FLOOD,
                    flag.get() ? "kept" : "lost");
        }
    }

    private static Verdict errorsSurvive(Subject subject) {
        int errors = CAPACITY / 16;
        Sink sink = new Sink("sink").shut();
        try (Trial trial = new Trial(subject, Setup.SMALL, sink)) {
            trial.plug(sink);
            Call flood = Call.repeat("flood", FLOOD, i -> trial.logger.debug("debug {}", i));
            flood.isStuck();
            Call caller = Call.repeat("caller", errors, i -> trial.logger.error("error {}", i));
            boolean waited = caller.isStuck();
            sink.open();
            caller.isDone(Call.LIMIT);
            Call.await(Call.LIMIT.dividedBy(2), () -> sink.count("error") == errors);
            long delivered = sink.count("error");
            return Verdict.of(
                    delivered == errors,
                    "%d of %d ERROR delivered, their caller %s",
                    delivered,
                    errors,
                    waited ? "waited" : "did not wait");
        }
    }

    private static Verdict dropsAreTold(Subject subject) {
        Sink sink = new Sink("sink").shut();
        try (Trial trial = new Trial(subject, Setup.SMALL.maxBlockMillis(2), sink)) {
            trial.plug(sink);
            Call flood = Call.repeat("flood", FLOOD, i -> trial.logger.info("event {}", i));
            boolean stuck = flood.isStuck();
            sink.open();
            flood.isDone(Call.LIMIT);
            if (stuck && sink.awaitCount(FLOOD + 1)) {
                return Verdict.notAsked("callers wait without limit");
            }
            trial.logger.warn("last");
            sink.awaitText("last");
            long lost = FLOOD - sink.count("event");
            boolean told = sink.awaitText("dropped " + lost);
            boolean counted =
                    trial.books().map(books -> books.dropped() == lost).orElse(false);
            return Verdict.of(
                    told && counted && lost > 0,
                    "%d lost; counter: %s; status: %s; among the events: %s",
                    lost,
                    trial.books().map(OverflowCases::dropped).orElse("none"),
                    trial.complaints().isEmpty() ? "nothing" : trial.complaints(),
                    told ? "told" : "nothing");
        }
    }

    private static String dropped(Books books) {
        return books.dropped() + " (" + books.droppedByReason() + ")";
    }

    private static Verdict notRendered(Subject subject) {
        if (!subject.drops()) {
            return Verdict.notAsked("callers wait");
        }
        int more = 50;
        Sink sink = new Sink("sink").shut();
        try (Trial trial = new Trial(subject, Setup.SMALL, sink)) {
            trial.plug(sink);
            Call flood = Call.repeat("flood", FLOOD, i -> trial.logger.error("event {}", i));
            flood.isDone(Call.LIMIT);
            AtomicInteger rendered = new AtomicInteger();
            Object argument = new Object() {
                @Override
                public String toString() {
                    rendered.incrementAndGet();
                    return "costly";
                }
            };
            Call caller = Call.repeat("caller", more, i -> trial.logger.error("more {}", argument));
            caller.isDone(Call.LIMIT);
            int renderings = rendered.get();
            sink.open();
            trial.logger.error("last");
            sink.awaitText("last");
            return Verdict.of(
                    renderings == 0 && sink.count("more") == 0,
                    "%d of %d arguments rendered for events that were dropped",
                    renderings,
                    more);
        }
    }
}
