package io.penstock.logback.conformance;

/**
 * What a case wants of its subject, in words that all subjects have.
 *
 * @param capacity events that may wait; a power of two
 * @param maxBlockMillis longest wait of a caller, for a subject that has such a limit; 0 keeps its default
 * @param callerData whether the caller's class and line are to be kept
 */
record Setup(int capacity, int maxBlockMillis, boolean callerData) {

    static final Setup SMALL = new Setup(64, 0, false);

    Setup maxBlockMillis(int millis) {
        return new Setup(capacity, millis, callerData);
    }

    Setup withCapacity(int events) {
        return new Setup(events, maxBlockMillis, callerData);
    }

    Setup withCallerData() {
        return new Setup(capacity, maxBlockMillis, true);
    }
}
