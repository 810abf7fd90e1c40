package io.penstock.context;

import io.penstock.ContextCarrier;
import org.jspecify.annotations.Nullable;

/**
 * What belonged to the calling thread of one event. Handed from there to the drain thread.
 *
 * <p>It knows by whom it was captured: the carriers may have been replaced since.
 */
public final class CapturedContext {

    private final ContextCarriers carriers;
    private final @Nullable Object[] captured;

    CapturedContext(ContextCarriers carriers, @Nullable Object[] captured) {
        this.carriers = carriers;
        this.captured = captured;
    }

    /** On the drain thread; never throws. What it returns must be closed there. */
    public Restored restore() {
        return new Restored();
    }

    /** While one event is delivered. Confined to the drain thread. */
    public final class Restored {

        private final ContextCarrier.@Nullable Scope[] open = new ContextCarrier.@Nullable Scope[captured.length];

        private Restored() {
            for (int i = 0; i < open.length; i++) {
                Object one = captured[i];
                if (one != null) {
                    open[i] = carriers.restore(i, one);
                }
            }
        }

        /** Puts back what the drain thread had before. Never throws. */
        public void close() {
            for (int i = open.length - 1; i >= 0; i--) {
                ContextCarrier.Scope scope = open[i];
                if (scope != null) {
                    carriers.close(i, scope);
                }
            }
        }
    }
}
