package io.penstock.tcp.window;

/**
 * How many records make up the last bytes that were let go of without an acknowledgement on one connection. Confined to
 * the drain thread.
 *
 * <p>If that connection dies, those are the ones that may be lost: what the peer had received and not read is no more
 * than its receive buffer. Counted in steps, so that it takes some hundred numbers and never too few records.
 */
final class ReleasedTail {

    /** Above 6 MB, the largest receive buffer that Linux gives a connection by itself (net.ipv4.tcp_rmem). */
    static final long LEAST_BYTES = 8L << 20;

    private static final int STEPS = 128;

    private final long limitBytes;
    private final long stepBytes;
    private final long[] stepRecords;
    private final long[] stepSizes;
    private int oldest;
    private int newest;
    private long records;
    private long bytes;

    ReleasedTail(long limitBytes) {
        this.limitBytes = limitBytes;
        this.stepBytes = Math.max(1, (limitBytes + STEPS - 1) / STEPS);
        // Full steps are no more than fit below the limit; besides there are the one that reaches beyond and the last.
        this.stepRecords = new long[STEPS + 2];
        this.stepSizes = new long[STEPS + 2];
    }

    /** A new connection. */
    void clear() {
        oldest = 0;
        newest = 0;
        stepRecords[0] = 0;
        stepSizes[0] = 0;
        records = 0;
        bytes = 0;
    }

    void add(long moreRecords, long moreBytes) {
        if (stepSizes[newest] >= stepBytes) {
            newest = following(newest);
            stepRecords[newest] = 0;
            stepSizes[newest] = 0;
        }
        stepRecords[newest] += moreRecords;
        stepSizes[newest] += moreBytes;
        records += moreRecords;
        bytes += moreBytes;
        while (bytes - stepSizes[oldest] >= limitBytes) {
            records -= stepRecords[oldest];
            bytes -= stepSizes[oldest];
            oldest = following(oldest);
        }
    }

    /** How many records there are in the last bytes up to the limit, or up to one step more. */
    long records() {
        return records;
    }

    private int following(int step) {
        return step + 1 == stepSizes.length ? 0 : step + 1;
    }
}
