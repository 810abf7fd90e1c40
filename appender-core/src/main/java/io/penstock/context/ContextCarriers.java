package io.penstock.context;

import io.penstock.ContextCarrier;
import io.penstock.words.FoldedCount;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * All carriers of one appender. Safe for any thread.
 *
 * <p>What a carrier throws is reported, the 1st, 2nd, 4th, 8th … time; the event goes all the same.
 */
public final class ContextCarriers {

    /** What the captured objects of one event are taken to retain while it waits: they cannot be weighed. */
    public static final long BYTES = 512;

    private final ContextCarrier[] carriers;
    private final BiConsumer<String, Throwable> warn;
    private final FoldedCount failures = new FoldedCount();
    /** Set while the present thread is inside a carrier: what that one logs carries nothing, or it would never end. */
    private final ThreadLocal<Boolean> capturing = new ThreadLocal<>();

    /** The first is restored first, and put back last. */
    public ContextCarriers(List<ContextCarrier> carriers, BiConsumer<String, Throwable> warn) {
        this.carriers = carriers.toArray(new ContextCarrier[0]);
        this.warn = warn;
    }

    /**
     * On the calling thread, before a slot is claimed, since this runs code of others. Null: there is nothing to carry. Never
     * throws.
     */
    public @Nullable CapturedContext capture() {
        try {
            if (capturing.get() != null) {
                return null;
            }
            capturing.set(Boolean.TRUE);
            try {
                return captureEach();
            } finally {
                capturing.remove();
            }
        } catch (Throwable failure) {
            // No memory, or the end of the stack.
            return null;
        }
    }

    private CapturedContext captureEach() {
        @Nullable Object[] captured = new @Nullable Object[carriers.length];
        for (int i = 0; i < carriers.length; i++) {
            try {
                captured[i] = carriers[i].capture();
            } catch (Throwable failure) {
                failed(i, "could not capture what belongs to the calling thread", failure);
            }
        }
        return new CapturedContext(this, captured);
    }

    ContextCarrier.@Nullable Scope restore(int i, Object captured) {
        try {
            return carriers[i].restore(captured);
        } catch (Throwable failure) {
            failed(i, "could not restore what belongs to the calling thread", failure);
            return null;
        }
    }

    void close(int i, ContextCarrier.Scope scope) {
        try {
            scope.close();
        } catch (Throwable failure) {
            failed(i, "could not put back what the drain thread had before", failure);
        }
    }

    private void failed(int i, String what, Throwable failure) {
        long count = failures.next();
        if (count != 0) {
            try {
                String times = count == 1 ? "" : " (" + count + " failures of carriers by now)";
                warn.accept(
                        "The context carrier [" + nameOf(carriers[i]) + "] " + what + "; the event goes without"
                                + times,
                        failure);
            } catch (Throwable ignored) {
                // If the status channel itself throws, there is nobody left to tell.
            }
        }
    }

    private static String nameOf(ContextCarrier carrier) {
        try {
            return carrier.name();
        } catch (Throwable unnamed) {
            return carrier.getClass().getName();
        }
    }
}
