package io.penstock.logback.conformance;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** One thing that an asynchronous appender should withstand. */
record ConformanceCase(String title, Experiment experiment) {

    /** Above all waiting limits of one case together. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    static List<ConformanceCase> all() {
        return Stream.of(
                        FailingSinkCases.all(),
                        OverflowCases.all(),
                        FrozenValueCases.all(),
                        CallerCases.all(),
                        LifecycleCases.all())
                .flatMap(List::stream)
                .toList();
    }

    /** Never throws and never takes longer than the limit. */
    Verdict run(Subject subject) {
        AtomicReference<Verdict> verdict = new AtomicReference<>();
        Call call = Call.start("case", running -> verdict.set(experiment.run(subject)));
        if (!call.isDone(LIMIT)) {
            return Verdict.failed("the case did not end within %d s", LIMIT.toSeconds());
        }
        return call.failure() == null ? verdict.get() : Verdict.failed("threw %s", call.failure());
    }

    @Override
    public String toString() {
        return title;
    }

    interface Experiment {
        Verdict run(Subject subject) throws Exception;
    }
}
