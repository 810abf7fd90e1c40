package io.penstock.host;

import io.penstock.DropReason;
import io.penstock.Severity;
import io.penstock.context.CapturedContext;
import io.penstock.context.ContextCarriers;
import io.penstock.ring.AsyncRing;
import io.penstock.sink.Announcer;
import io.penstock.words.FoldedCount;
import org.jspecify.annotations.Nullable;

/**
 * The way of an event into the ring, which every host goes on the caller's thread. Safe for any thread.
 *
 * <pre>{@code
 * if (!intake.admits(severity)) {
 *     return;
 * }
 * // Capture, between enters and leaves where that may run code of others.
 * S slot = intake.claim(severity, bytes, event, carriers);
 * if (slot != null) {
 *     long sequence = slot.sequence;
 *     try {
 *         slot.fill(...);
 *         intake.publish(slot);
 *     } catch (Throwable stackEnded) {
 *         slot.givenUp = sequence;
 *     }
 * }
 * }</pre>
 *
 * <p>The last lines are the host's own, with the fields that make up its event. A stack may end between claim and publish,
 * wherever a method is called; who catches that can call nothing any more, so it must be caught in the very method that has
 * the slot, and to hand what shall be stored to one method for all hosts would cost an object for each event. The drain
 * thread then publishes the slot and counts its event as one that could not be captured.
 *
 * @param <S> the host's slot
 */
public final class Intake<S extends CapturedSlot> {

    private final AsyncRing<S> ring;
    private final Announcer announcer;
    private final NestingLimit nesting = new NestingLimit();
    private final FoldedCount failures = new FoldedCount();

    /**
     * @param announcer hears of events that could not be captured
     */
    public Intake(AsyncRing<S> ring, Announcer announcer) {
        this.ring = ring;
        this.announcer = announcer;
    }

    /** As {@link AsyncRing#admits}: if not, the event was dropped and counted. */
    public boolean admits(Severity severity) {
        return ring.admits(severity);
    }

    /**
     * Before code of others runs that may log itself, and so come back here. If true, {@link #leaves} must follow; if not, it
     * has logged itself too often, and the event was dropped and counted.
     */
    public boolean enters(Severity severity) {
        if (nesting.enter()) {
            return true;
        }
        ring.drop(DropReason.NESTED, severity);
        return false;
    }

    public void leaves() {
        nesting.leave();
    }

    /**
     * As {@link AsyncRing#claim(Severity, long, Object)}, with what belongs to the calling thread.
     *
     * @param bytes about so many are retained by what the host will store
     * @param event may be one that a sink passes on; null: it is not
     * @param carriers take what belongs to the calling thread; null: nobody behind the ring asks for that
     */
    public @Nullable S claim(
            Severity severity, long bytes, @Nullable Object event, @Nullable ContextCarriers carriers) {
        CapturedContext carried = carriers == null ? null : carriers.capture();
        S slot = ring.claim(severity, carried == null ? bytes : bytes + ContextCarriers.BYTES, event);
        if (slot != null && carried != null) {
            // A store and no call: from here on the stack may end.
            slot.carried = carried;
        }
        return slot;
    }

    /** As {@link AsyncRing#publish}. */
    public void publish(S slot) {
        ring.publish(slot);
    }

    /** A filter or an argument threw what nobody catches, or no memory is left. The application must not feel it. */
    public void captureFailed(Throwable failure, Severity severity) {
        try {
            ring.drop(DropReason.CAPTURE_FAILED, severity);
            long count = failures.next();
            if (count != 0) {
                announcer.warn("An event could not be captured and was dropped" + FoldedCount.times(count), failure);
            }
        } catch (Throwable ignored) {
            // Most likely no memory is left, not even for saying so.
        }
    }
}
