package io.penstock.ring;

import io.penstock.sink.LossReport;
import io.penstock.sink.Sink;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Remembers what reached it; subclasses misbehave in {@link #take}. For small numbers of events. */
class RecordingSink implements Sink<NumberedSlot> {

    /** Numbers of the events that were handed over, whether taken or refused by an exception. */
    final List<Long> seen = new CopyOnWriteArrayList<>();
    /** Numbers of the events taken and flushed. */
    final List<Long> written = new CopyOnWriteArrayList<>();

    final List<LossReport> reports = new CopyOnWriteArrayList<>();
    final AtomicInteger batches = new AtomicInteger();
    final AtomicInteger flushes = new AtomicInteger();
    final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final List<Long> buffer = new CopyOnWriteArrayList<>();

    @Override
    public final void deliver(NumberedSlot slot) throws Exception {
        threads.add(Thread.currentThread());
        seen.add(slot.number);
        take(slot);
        buffer.add(slot.number);
    }

    void take(NumberedSlot slot) throws Exception {}

    @Override
    public void endOfBatch() throws Exception {
        batches.incrementAndGet();
    }

    @Override
    public long flush() throws Exception {
        flushes.incrementAndGet();
        written.addAll(buffer);
        buffer.clear();
        return EVERYTHING;
    }

    @Override
    public void report(LossReport report) throws Exception {
        reports.add(report);
    }
}
