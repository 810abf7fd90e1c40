package io.penstock.ring;

import java.io.IOException;

/** Refuses two events in three, with another kind of throwable each time. */
final class ThrowingSink extends NumberCheckingSink {

    private int calls;

    ThrowingSink(int producers) {
        super(producers);
    }

    @Override
    void take(NumberedSlot slot) throws Exception {
        switch (calls++ % 9) {
            case 0 -> throw new IllegalStateException("runtime");
            case 1 -> throw new IOException("checked");
            case 2 -> throw new AssertionError("error");
            case 3 -> overflow();
            case 4 -> throw new OutOfMemoryError("pretended");
            case 5 -> throw new ThreadDeath();
            default -> {}
        }
    }

    /** A real one now and then, since it takes its time. */
    private void overflow() {
        if (calls % 500 == 4) {
            recurse(0);
        }
        throw new StackOverflowError("pretended");
    }

    @SuppressWarnings("InfiniteRecursion")
    private static int recurse(int depth) {
        return recurse(depth + 1) + 1;
    }

    @Override
    public void endOfBatch() throws Exception {
        throw new IOException("end of batch");
    }
}
