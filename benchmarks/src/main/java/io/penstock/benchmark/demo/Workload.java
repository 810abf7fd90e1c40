package io.penstock.benchmark.demo;

import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * All actions of a run, fixed by the seed before the first thread starts, so that every way of logging gets the same messages.
 *
 * <p>An action logs 300 to 800 messages with a pause after each, and then a line of dashes.
 */
record Workload(List<Action> actions) {

    static final int FEWEST_MESSAGES = 300;
    static final int MOST_MESSAGES = 800;

    private static final int[] PAUSES_MILLIS = {10, 20, 30, 40, 30, 20, 10};

    Workload {
        actions = List.copyOf(actions);
    }

    static Workload of(int actions, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new Workload(IntStream.rangeClosed(1, actions)
                .mapToObj(id -> new Action(id, random.nextInt(FEWEST_MESSAGES, MOST_MESSAGES + 1), random.nextLong()))
                .toList());
    }

    /** Every line that the run will log, dashes included. */
    long lines() {
        return actions.stream().mapToLong(Action::lines).sum();
    }

    /**
     * One action.
     *
     * @param id what stands in the MDC as {@code trace_id}
     * @param messages how many messages come before the dashes
     * @param pauseSeed decides the pauses, whichever thread takes the action
     */
    record Action(int id, int messages, long pauseSeed) {

        long lines() {
            return messages + 1L;
        }

        /** The pauses after the messages, one by one, in milliseconds. */
        Pauses pauses() {
            return new Pauses(new Random(pauseSeed));
        }
    }

    /** An endless row of pauses. Confined to the worker that runs the action. */
    record Pauses(Random random) {

        int nextMillis() {
            return PAUSES_MILLIS[random.nextInt(PAUSES_MILLIS.length)];
        }
    }
}
