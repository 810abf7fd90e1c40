package io.penstock.host;

import io.penstock.context.CapturedContext;
import io.penstock.ring.RingSlot;
import org.jspecify.annotations.Nullable;

/** A slot that holds, beside what the host knows of an event, what belonged to the thread that logged it. */
public abstract class CapturedSlot extends RingSlot {

    /** Null almost always: nobody behind the ring asks for it. */
    @Nullable
    CapturedContext carried;

    /** On the drain thread: what was captured for this event, or null. */
    public final @Nullable CapturedContext carried() {
        return carried;
    }

    @Override
    protected void clear() {
        if (carried != null) {
            carried = null;
        }
    }
}
