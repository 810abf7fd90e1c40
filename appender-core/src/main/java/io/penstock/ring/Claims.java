package io.penstock.ring;

import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import io.penstock.AsyncConfig;
import io.penstock.DropReason;
import io.penstock.Severity;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Slots and bytes of a ring: claims both for an event, if there is room, and takes back what was claimed in vain. Waits for
 * nothing. Safe for any thread.
 */
final class Claims<S extends RingSlot> {

    private static final Severity[] SEVERITIES = Severity.values();

    private final RingBuffer<S> ring;
    /** The ring's own slots, since after a claim not even a getter may be called: see {@link #claimSlot}. */
    private final RingSlot[] slots;

    private final ByteBudget budget;
    private final DropLedger drops;
    private final int prioritySeverity;
    private final int headroom;
    private final LongAdder voided = new LongAdder();

    Claims(RingBuffer<S> ring, AsyncConfig config, ByteBudget budget, DropLedger drops) {
        this.ring = ring;
        this.budget = budget;
        this.drops = drops;
        this.prioritySeverity = RingSlot.ordinalOrNever(config.priorityLevel());
        this.headroom = headroom(config);
        this.slots = new RingSlot[ring.getBufferSize()];
        Arrays.setAll(slots, ring::get);
        // The class of this exception is initialized here. If a caller initialized it and ran out of stack meanwhile,
        // the class would be unusable as long as the process lives.
        Objects.requireNonNull(InsufficientCapacityException.INSTANCE);
    }

    /** How many slots must be free for an event that may not use the reserved ones. */
    static int headroom(AsyncConfig config) {
        // Without a priority level nobody could ever use the reserved slots.
        return config.priorityLevel() == null ? 1 : 1 + config.prioritySlots();
    }

    /** Whether an event of this severity may use the reserved slots. */
    boolean isPreferred(Severity severity) {
        return severity.ordinal() >= prioritySeverity;
    }

    /** How many slots must be free for an event of this severity to have one. */
    int needed(Severity severity) {
        return severity.ordinal() >= prioritySeverity ? 1 : headroom;
    }

    /** Whether a slot is free for an event of this severity. */
    boolean hasSlotFor(Severity severity) {
        return ring.hasAvailableCapacity(needed(severity));
    }

    /** Whether the byte budget would let so many bytes in. */
    boolean hasRoomFor(long bytes) {
        return budget.hasRoomFor(bytes);
    }

    /** Claims bytes and a slot for an event. Null: there is no slot for it, or no room for its bytes. */
    @Nullable
    S claim(Severity severity, long bytes) {
        long reserved = 0;
        try {
            reserved = budget.reserve(bytes);
            if (reserved == ByteBudget.REFUSED) {
                return null;
            }
            S slot = claimSlot(severity, reserved);
            if (slot == null) {
                budget.release(reserved);
            }
            return slot;
        } catch (Throwable stackEnded) {
            // Nothing was claimed, and what was reserved was not released. This thread has no stack left to call
            // anything or to take a lock, so it only notes the bytes, and the drain thread releases them.
            budget.owed += reserved;
            throw stackEnded;
        }
    }

    @SuppressWarnings("unchecked") // only slots of type S were put into the ring
    private @Nullable S claimSlot(Severity severity, long reserved) {
        int level = severity.ordinal();
        if (!ring.hasAvailableCapacity(needed(severity))) {
            return null;
        }
        long sequence;
        try {
            sequence = ring.tryNext();
        } catch (InsufficientCapacityException lostTheRace) {
            return null;
        }
        // From here to the caller's try block there is no method call. A thread that has run out of stack would throw
        // at the call, and the slot would never be published.
        S slot = (S) slots[(int) sequence & (slots.length - 1)];
        slot.sequence = sequence;
        slot.severity = level;
        slot.reservedBytes = reserved;
        slot.occupied = true;
        return slot;
    }

    /** Gives a slot back that was claimed after the ring had been stopped: the slot goes through the ring empty. */
    void giveBack(S slot) {
        makeVoid(slot, DropReason.STOPPED);
    }

    /** On the drain thread: publishes what its producer could not, see {@link RingSlot#givenUp}. */
    void settleGivenUp(S slot) {
        slot.clear();
        makeVoid(slot, DropReason.CAPTURE_FAILED);
    }

    private void makeVoid(S slot, DropReason reason) {
        voided.increment();
        slot.occupied = false;
        slot.generation = 0;
        budget.release(slot.reservedBytes);
        drops.record(reason, SEVERITIES[slot.severity & ~RingSlot.AWAITED]);
        // The slot is published last, so that the books are complete once the drain thread, and with it stop(), has
        // passed it.
        ring.publish(slot.sequence);
    }

    /** How many events were accepted: all that was claimed, but for what was given back. */
    long accepted() {
        // What was given back is read first. It was claimed before that, so the number of claims that is read
        // afterwards includes it.
        long givenBack = voided.sum();
        return ring.getCursor() + 1 - givenBack;
    }
}
