package io.penstock.sink;

/** The one clock of a ring: monotonic time measures, wall time stamps. Safe for any thread. */
public interface TimeSource {

    /** As {@link System#nanoTime()}. */
    long nanos();

    /** As {@link System#currentTimeMillis()}. */
    long wallMillis();

    /** The machine's clocks. */
    static TimeSource system() {
        return new TimeSource() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public long wallMillis() {
                return System.currentTimeMillis();
            }
        };
    }
}
