package io.penstock.ring;

import io.penstock.sink.LossReport;
import io.penstock.sink.Sink;
import io.penstock.sink.SinkTraits;
import io.penstock.sink.TimeSource;

import io.penstock.AsyncConfig;
import io.penstock.Severity;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A small ring with a sink that only counts, for the tests that need the drain thread. Safe for any thread. */
final class StressRing {

    static final int SLOTS = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final AsyncConfig CONFIG = AsyncConfig.builder()
            .ringSize(SLOTS)
            // The slot that is being delivered is the very next to be claimed.
            .prioritySlots(0)
            .maxBlock(Duration.ZERO)
            .drainTimeout(PATIENCE)
            .build();

    final Slot[] slots = new Slot[SLOTS];
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong flushed = new AtomicLong();
    private final AtomicInteger empty = new AtomicInteger();
    final AsyncRing<Slot> ring;

    StressRing() {
        RingTally tally = new RingTally();
        ring = new AsyncRing<>(
                CONFIG,
                "drain",
                () -> slots[made.getAndIncrement()] = new Slot(),
                new Counting(tally),
                SinkTraits.of("The sink"),
                tally,
                (message, cause) -> {},
                TimeSource.system());
    }

    /** A ring alone, of another size, with a sink that takes everything. */
    static AsyncRing<Slot> of(AsyncConfig config) {
        RingTally tally = new RingTally();
        return new AsyncRing<>(
                config,
                "drain",
                Slot::new,
                new Taking(tally),
                SinkTraits.of("The sink"),
                tally,
                (message, cause) -> {},
                TimeSource.system());
    }

    /** Does not wait for room. Returns whether it was accepted. */
    boolean append(long number) {
        Slot slot = ring.admits(Severity.INFO) ? ring.claim(Severity.INFO, 1) : null;
        if (slot == null) {
            return false;
        }
        slot.number = number;
        ring.publish(slot);
        return true;
    }

    boolean flush() {
        return ring.flush(PATIENCE);
    }

    /** The sum of the numbers that were delivered. */
    long delivered() {
        return delivered.get();
    }

    /** What {@link #delivered} was at the last flush. */
    long flushed() {
        return flushed.get();
    }

    /** How many slots were delivered without a number. */
    int empty() {
        return empty.get();
    }

    static final class Slot extends RingSlot {

        long number;

        @Override
        protected void clear() {
            number = 0;
        }
    }

    private static class Taking implements Sink<Slot> {

        private final RingTally tally;

        Taking(RingTally tally) {
            this.tally = tally;
        }

        @Override
        public void deliver(Slot slot) {
            tally.delivered(1);
        }

        @Override
        public void endOfBatch() {}

        @Override
        public long flush() {
            return EVERYTHING;
        }

        @Override
        public void report(LossReport report) {}
    }

    private final class Counting extends Taking {

        Counting(RingTally tally) {
            super(tally);
        }

        @Override
        public void deliver(Slot slot) {
            long number = slot.number;
            if (number == 0) {
                empty.incrementAndGet();
            }
            delivered.addAndGet(number);
            super.deliver(slot);
        }

        @Override
        public long flush() {
            flushed.set(delivered.get());
            return EVERYTHING;
        }
    }
}
