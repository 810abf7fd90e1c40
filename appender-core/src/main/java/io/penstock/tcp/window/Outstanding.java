package io.penstock.tcp.window;

import io.penstock.wire.ProtocolException;

/**
 * The units of one connection that were written and not answered yet, and which record each of them is, or begins with.
 * Confined to the drain thread.
 *
 * <pre>
 *   unit  ... 6 │  7    8    9   10  │ 11 ...
 *      answered │ s/7   -   s/9 s/10 │ not written
 *               oldest               next
 * </pre>
 */
final class Outstanding {

    private static final long ANSWERED = -1;
    private static final int INITIAL_UNITS = 64;

    private final long firstUnit;
    private long[] sequences = new long[INITIAL_UNITS];
    /** When each was written. */
    private long[] times = new long[INITIAL_UNITS];

    private long nowNanos;
    private long oldest;
    private long next;
    private int awaited;

    /** Units of which the first on each connection has this number: 0, except in tests of what comes much later. */
    Outstanding(long firstUnit) {
        this.firstUnit = firstUnit;
        clear();
    }

    /** A new connection. */
    void clear() {
        oldest = firstUnit;
        next = firstUnit;
        awaited = 0;
    }

    /** The time, for what is added and answered from here on. */
    void now(long nanos) {
        nowNanos = nanos;
    }

    /** How many answers are awaited. */
    int size() {
        return awaited;
    }

    /** The first unit that is awaited, or the next to be written. */
    long oldest() {
        return oldest;
    }

    /** The next unit was written. */
    void add(long sequence) {
        if (next - oldest == sequences.length) {
            grow();
        }
        times[index(next)] = nowNanos;
        sequences[index(next++)] = sequence;
        awaited++;
    }

    /**
     * The unit was answered; returns the sequence of its first record.
     *
     * @throws ProtocolException if no answer to it is awaited
     */
    long answer(long unit) throws ProtocolException {
        if (unit < firstUnit || unit >= next) {
            throw new ProtocolException("an answer to unit " + unit + ", while " + (next - firstUnit) + " from "
                    + firstUnit + " on were written on this connection");
        }
        if (unit < oldest || sequences[index(unit)] == ANSWERED) {
            throw new ProtocolException("a second answer to unit " + unit);
        }
        long sequence = sequences[index(unit)];
        sequences[index(unit)] = ANSWERED;
        awaited--;
        while (oldest < next && sequences[index(oldest)] == ANSWERED) {
            oldest++;
        }
        return sequence;
    }

    /** How long the unit waited that was {@linkplain #answer answered} last. */
    long answeredAfterNanos(long unit) {
        return nowNanos - times[index(unit)];
    }

    private int index(long unit) {
        return (int) unit & sequences.length - 1;
    }

    private void grow() {
        sequences = larger(sequences);
        times = larger(times);
    }

    private long[] larger(long[] old) {
        long[] larger = new long[2 * old.length];
        for (long unit = oldest; unit < next; unit++) {
            larger[(int) unit & larger.length - 1] = old[(int) unit & old.length - 1];
        }
        return larger;
    }
}
