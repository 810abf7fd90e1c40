package io.penstock.ring;

import org.jspecify.annotations.Nullable;

/** An event that knows its producer and its place in that producer's order. */
final class NumberedSlot extends RingSlot {

    int producer;
    long number;

    @Nullable
    Object payload;

    @Override
    protected void clear() {
        payload = null;
    }
}
