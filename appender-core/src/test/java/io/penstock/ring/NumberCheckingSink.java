package io.penstock.ring;

import io.penstock.sink.LossReport;
import io.penstock.sink.Sink;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Counts what reaches it and checks the order of each producer; cheap enough for many events. */
class NumberCheckingSink implements Sink<NumberedSlot> {

    final AtomicLong taken = new AtomicLong();
    final AtomicLong refused = new AtomicLong();
    final AtomicReference<@Nullable String> disorder = new AtomicReference<>();
    private final AtomicLongArray last;

    NumberCheckingSink(int producers) {
        last = new AtomicLongArray(producers);
    }

    @Override
    public final void deliver(NumberedSlot slot) throws Exception {
        // Numbers start with 1 and each producer's must rise: a smaller one is out of order, the same one a double.
        long before = last.getAndSet(slot.producer, slot.number);
        if (slot.number <= before) {
            disorder.compareAndSet(null, "producer " + slot.producer + ": " + slot.number + " after " + before);
        }
        try {
            take(slot);
        } catch (Throwable failure) {
            refused.incrementAndGet();
            throw failure;
        }
        taken.incrementAndGet();
    }

    void take(NumberedSlot slot) throws Exception {}

    @Override
    public void endOfBatch() throws Exception {}

    @Override
    public long flush() throws Exception {
        return EVERYTHING;
    }

    @Override
    public void report(LossReport report) throws Exception {}
}
