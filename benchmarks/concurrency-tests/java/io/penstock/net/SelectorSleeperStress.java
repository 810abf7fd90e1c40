package io.penstock.net;

import io.penstock.sink.TimeSource;
import java.io.IOException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * The drain thread of a sender naps in its selector while somebody wakes it: it does not nap on, whoever is first.
 *
 * <p>Seen to fail with a nap that does not look at {@code woken} once it has said where it sleeps.
 */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "was woken, or did not nap")
@Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "napped on until its time was up")
@State
public class SelectorSleeperStress {

    /** Longer than any machine stands still. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Nothing ever comes. */
    private static final Pipe SILENT = silent();

    private final SelectorSleeper sleeper = new SelectorSleeper(TimeSource.system());
    private volatile boolean begun;

    private static Pipe silent() {
        try {
            Pipe pipe = Pipe.open();
            pipe.source().configureBlocking(false);
            return pipe;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Actor
    public void drainThread(Z_Result result) {
        register();
        begun = true;
        long start = System.nanoTime();
        sleeper.nap(PATIENCE_NANOS);
        result.r1 = System.nanoTime() - start >= PATIENCE_NANOS;
        sleeper.close();
    }

    private void register() {
        try {
            SILENT.source().register(sleeper.selector(), SelectionKey.OP_READ);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Actor
    public void waker() {
        // Whoever comes long before finds nothing to race against.
        while (!begun) {
            Thread.onSpinWait();
        }
        sleeper.wakeNapping();
    }
}
