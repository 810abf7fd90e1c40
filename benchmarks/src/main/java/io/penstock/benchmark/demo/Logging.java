package io.penstock.benchmark.demo;

import io.penstock.benchmark.demo.Workload.Action;

/**
 * One logging stack, as the workload sees it: configured when it is made, and written out when it is closed.
 *
 * <p>Safe for any thread, but for {@link #close}, which belongs to the thread that made it.
 */
interface Logging extends AutoCloseable {

    /** From now on the calling thread works on this action. */
    void begin(Action action);

    /** Logs how many messages of its action this worker has left. */
    void message(int worker, int left);

    /** Logs the line of dashes that ends an action. */
    void dashes(int worker);

    /** The calling thread has no actions left. */
    void leave();

    /** Returns when all has been written that is ever going to be. */
    @Override
    void close();
}
