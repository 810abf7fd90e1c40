package io.penstock.logback;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Two users of what is lent to one at a time: they never have the same object at once, and the next one sees what the last has written.
 *
 * <p>Seen to fail with {@link Spare#take} that reads and then sets. Not seen to fail with a plain write in {@link Spare#give}: x86 keeps stores in
 * order, and the compiler did.
 */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "each had one of its own")
@Outcome(expect = Expect.FORBIDDEN, desc = "both had the same, or one as it was before")
@State
public class SpareStress {

    private final Spare<Buffer> spare = new Spare<>(Buffer::new);

    /** What its user writes is plain, as in a buffer. */
    private static final class Buffer {
        private int begun;
        private int ended;
    }

    public SpareStress() {
        spare.give(new Buffer());
    }

    @Actor
    public void first(ZZ_Result result) {
        result.r1 = use();
    }

    @Actor
    public void second(ZZ_Result result) {
        result.r2 = use();
    }

    private boolean use() {
        Buffer buffer = spare.take();
        boolean free = buffer.begun == buffer.ended;
        buffer.begun++;
        buffer.ended = buffer.begun;
        spare.give(buffer);
        return free;
    }
}
