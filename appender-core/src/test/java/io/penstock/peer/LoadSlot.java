package io.penstock.peer;

import io.penstock.ring.RingSlot;

/** An event that is nothing but a number and a size. */
public final class LoadSlot extends RingSlot {

    long number;
    int bytes;

    @Override
    protected void clear() {
        number = -1;
    }
}
