package io.penstock.tcp;

import io.penstock.encode.Utf8Buffer;
import io.penstock.tcp.window.Records;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A stage in front of the window that keeps all records until it is opened, and then hands them on in their order: what
 * a spool does, in memory. Confined to the drain thread, but for {@link #open} and {@link #closes}.
 */
final class HoldingStage implements Records {

    private record Held(byte[] bytes, String logger, boolean own) {}

    private final Records next;
    private final int most;
    private final Queue<Held> held = new ArrayDeque<>();
    private final Utf8Buffer buffer = new Utf8Buffer(64);
    private final AtomicInteger closes = new AtomicInteger();
    private long added;
    private volatile boolean open;

    /** @param most it has room for so many */
    HoldingStage(Records next, int most) {
        this.next = next;
        this.most = most;
    }

    void open() {
        open = true;
    }

    /** How often it was closed. */
    int closes() {
        return closes.get();
    }

    @Override
    public boolean hasRoom() {
        return held.size() < most;
    }

    @Override
    public void add(Utf8Buffer record, String logger) {
        held.add(new Held(record.toByteArray(), logger, false));
        added++;
    }

    @Override
    public void addOwn(Utf8Buffer record) {
        held.add(new Held(record.toByteArray(), "", true));
        added++;
    }

    @Override
    public void endOfBatch() {
        if (held.isEmpty()) {
            next.endOfBatch();
        }
    }

    @Override
    public boolean advance() {
        boolean moved = next.advance();
        while (open && !held.isEmpty() && next.hasRoom()) {
            Held oldest = held.remove();
            buffer.clear();
            buffer.append(oldest.bytes());
            if (oldest.own()) {
                next.addOwn(buffer);
            } else {
                next.add(buffer, oldest.logger());
            }
            moved = true;
        }
        endOfBatch();
        return moved;
    }

    @Override
    public long added() {
        return added;
    }

    @Override
    public boolean hasArrived(long mark) {
        return mark <= added - held.size() && next.hasArrived(mark);
    }

    @Override
    public boolean isHolding() {
        return !held.isEmpty() || next.isHolding();
    }

    @Override
    public void close() {
        closes.incrementAndGet();
        next.close();
    }
}
