package io.penstock.benchmark;

import java.io.IOException;

/** Something to find out about every contender. */
interface Question {

    /** Measures, keeps the raw output in the run's results, and answers. */
    Section answer(Run run) throws IOException, InterruptedException;
}
