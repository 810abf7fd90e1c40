package io.penstock.benchmark.contenders;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits, with naps that are short beside what is measured, until a rival's queue is empty. */
final class Standstill {

    /** After this time the rival is stopped although its queue is not empty; what it loses then counts as its loss. */
    private static final long MOST_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final long NAP_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private Standstill() {}

    static void await(BooleanSupplier empty) {
        long since = System.nanoTime();
        while (!empty.getAsBoolean() && System.nanoTime() - since < MOST_NANOS) {
            LockSupport.parkNanos(NAP_NANOS);
        }
    }
}
