package io.penstock.jul.wrap;

import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * A change is set while the handlers are given back: it is made once, by its author or by who gives them back, or the author learns
 * that it is too late.
 *
 * <p>Seen to fail with {@link HandlerChanges#make} that does not ask whether the change is still to be made.
 */
@JCStressTest
@Outcome(id = "true, 1", expect = Expect.ACCEPTABLE, desc = "made once")
@Outcome(id = "false, 0", expect = Expect.ACCEPTABLE, desc = "too late")
@Outcome(expect = Expect.FORBIDDEN, desc = "forgotten, or made twice")
@State
public class HandlerChangesStress {

    private static final List<Handler> ONE = List.of(new Handler() {
        @Override
        public void publish(LogRecord record) {}

        @Override
        public void flush() {}

        @Override
        public void close() {}
    });

    private final HandlerChanges changes = new HandlerChanges(ONE, (message, cause) -> {});
    // Of each side its own: what is made twice may be made at the same time.
    private int byAuthor;
    private int byCloser;
    private Thread closer;

    @Actor
    public void author(ZI_Result result) {
        HandlerChanges.Change change = changes.add("setFormatter", handler -> made());
        result.r1 = change != null;
        if (change != null) {
            changes.make(change);
        }
    }

    @Actor
    public void closer() {
        closer = Thread.currentThread();
        changes.makeTheRest();
    }

    private void made() {
        if (Thread.currentThread() == closer) {
            byCloser++;
        } else {
            byAuthor++;
        }
    }

    @Arbiter
    public void afterwards(ZI_Result result) {
        result.r2 = byAuthor + byCloser;
    }
}
