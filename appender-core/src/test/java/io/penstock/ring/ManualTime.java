package io.penstock.ring;

import io.penstock.sink.TimeSource;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Clocks that move only when told to, and that can be made to fail. Starts close before the overflow of nanoTime. */
public final class ManualTime implements TimeSource {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final AtomicLong wallMillis = new AtomicLong();
    private final AtomicInteger failures = new AtomicInteger();

    @Override
    public long nanos() {
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new Error("the clock is broken");
        }
        return nanos.get();
    }

    @Override
    public long wallMillis() {
        return wallMillis.get();
    }

    public void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
        wallMillis.addAndGet(by.toMillis());
    }

    /** The next readings of the monotonic clock throw an Error: the one way to hurt the drain thread from outside. */
    void failNext(int readings) {
        failures.set(readings);
    }
}
