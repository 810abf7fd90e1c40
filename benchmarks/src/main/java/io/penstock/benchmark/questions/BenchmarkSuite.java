package io.penstock.benchmark.questions;

import java.io.IOException;
import java.util.List;

/**
 * All questions in one run, with one report: {@code mvn -q -Pbench verify}, or {@code -Pbench-full} for the long form.
 */
public final class BenchmarkSuite {

    private BenchmarkSuite() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Survey.run(
                List.of(
                        new CallerLatency(),
                        new CallerBurst(),
                        new DrainedThroughput(),
                        new CallerAllocation(),
                        new ContentCost(),
                        new CpuPerEvent(),
                        new IdleCost(),
                        new HeapWhenFull(),
                        new EncoderCost(),
                        new SenderThroughput(),
                        new StateCheckCost(),
                        new SentEvents()),
                arguments);
    }
}
