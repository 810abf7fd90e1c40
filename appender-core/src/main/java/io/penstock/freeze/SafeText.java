package io.penstock.freeze;

import java.util.ConcurrentModificationException;

/** What {@code toString()} says, or a marker when it fails. */
final class SafeText {

    private SafeText() {}

    /** Calls {@code toString()}, a second time only when it met a collection that another thread was changing. */
    static String of(Object value) {
        try {
            return String.valueOf(value.toString());
        } catch (ConcurrentModificationException raced) {
            return secondTry(value);
        } catch (Throwable failure) {
            return failed("toString()", value, failure);
        }
    }

    private static String secondTry(Object value) {
        try {
            return String.valueOf(value.toString());
        } catch (Throwable failure) {
            return failed("toString()", value, failure);
        }
    }

    /**
     * Class names only: the message of a failure may hold the very data that somebody took care not to print.
     */
    static String failed(String action, Object value, Throwable failure) {
        rethrowThreadDeath(failure);
        return "[FAILED " + action + " of " + value.getClass().getName() + ": "
                + failure.getClass().getName() + "]";
    }

    /** By name, because the JDK has announced the removal of the class. */
    static void rethrowThreadDeath(Throwable failure) {
        if (failure instanceof Error error && failure.getClass().getName().equals("java.lang.ThreadDeath")) {
            throw error;
        }
    }
}
