package io.penstock.benchmark.questions;

import io.penstock.benchmark.measure.Run;
import io.penstock.benchmark.report.Section;
import java.io.IOException;

/** Something to find out about every contender. */
interface Question {

    /** Measures, keeps the raw output in the run's results, and answers. */
    Section answer(Run run) throws IOException, InterruptedException;
}
