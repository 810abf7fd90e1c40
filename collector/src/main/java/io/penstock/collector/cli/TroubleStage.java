package io.penstock.collector.cli;

import java.io.Closeable;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Between the threads that something is the matter on and the one that says so: whoever tells never waits for the terminal, the pipe or the disk behind it.
 * Safe for any thread.
 */
final class TroubleStage implements Closeable {

    private static final int MOST_WAITING = 1000;
    private static final long CLOSE_MILLIS = 1000;
    private static final String END = new String("end");

    private final Troubles troubles;
    private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final LongAdder leftOut = new LongAdder();
    private final Thread thread = new Thread(this::sayAll, "collector-tell");

    TroubleStage(Troubles troubles) {
        this.troubles = troubles;
        thread.setDaemon(true);
        thread.start();
    }

    /** Says it some time soon; not if a thousand messages wait already, which is said later. */
    void tell(String message) {
        if (!waiting.offer(Troubles.cut(message))) {
            leftOut.increment();
        }
    }

    private void sayAll() {
        try {
            String message = waiting.take();
            while (message != END) {
                troubles.tell(message);
                long lost = leftOut.sumThenReset();
                if (lost > 0) {
                    troubles.tell(lost + " messages were left out: they came faster than they could be printed");
                }
                message = waiting.take();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says what waits, for at most a second: nobody may read what we print. */
    @Override
    public void close() {
        try {
            if (waiting.offer(END, CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                thread.join(CLOSE_MILLIS);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
