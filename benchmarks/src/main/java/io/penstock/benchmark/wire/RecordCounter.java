package io.penstock.benchmark.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Counts the records of a stream as they pass. Not safe for concurrent use. */
public interface RecordCounter {

    /** Takes all that remains. */
    void count(ByteBuffer bytes);

    /** The complete records so far. */
    long records();

    /** Records of one size, framing included: nothing has to be looked at. */
    static RecordCounter ofSize(int recordBytes) {
        return new RecordCounter() {
            private long total;

            @Override
            public void count(ByteBuffer bytes) {
                total += bytes.remaining();
                bytes.position(bytes.limit());
            }

            @Override
            public long records() {
                return total / recordBytes;
            }
        };
    }

    /** Records that end with a newline; eight bytes at a time, so that the reader does not slow down the sender. */
    static RecordCounter lines() {
        return new Lines();
    }

    /** Records that begin with their length in decimal digits and a space (RFC 6587). */
    static RecordCounter octetCounted() {
        return new OctetCounted();
    }

    /** Newlines, by the well-known test for a zero byte in a word (Hacker's Delight, "Find First 0-Byte"). */
    final class Lines implements RecordCounter {

        private static final long NEWLINES = 0x0a0a0a0a0a0a0a0aL;
        private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;
        private long records;

        @Override
        public void count(ByteBuffer bytes) {
            bytes.order(ByteOrder.LITTLE_ENDIAN);
            long found = 0;
            while (bytes.remaining() >= Long.BYTES) {
                long word = bytes.getLong() ^ NEWLINES;
                // The exact form of the test: it has no carry from one byte into the next.
                long zeroes = ~(((word & LOW_BITS) + LOW_BITS) | word | LOW_BITS);
                found += Long.bitCount(zeroes);
            }
            while (bytes.hasRemaining()) {
                found += bytes.get() == '\n' ? 1 : 0;
            }
            records += found;
        }

        @Override
        public long records() {
            return records;
        }
    }

    /** Skips from length to length. */
    final class OctetCounted implements RecordCounter {

        private long records;
        private long length;
        private long toSkip;

        @Override
        public void count(ByteBuffer bytes) {
            while (bytes.hasRemaining()) {
                if (toSkip > 0) {
                    int skipped = (int) Math.min(toSkip, bytes.remaining());
                    bytes.position(bytes.position() + skipped);
                    toSkip -= skipped;
                    records += toSkip == 0 ? 1 : 0;
                    continue;
                }
                byte next = bytes.get();
                if (next >= '0' && next <= '9') {
                    length = 10 * length + next - '0';
                } else if (next == ' ' && length > 0) {
                    toSkip = length;
                    length = 0;
                } else {
                    throw new IllegalStateException(
                            "byte " + next + " where a length was due, after " + records + " records");
                }
            }
        }

        @Override
        public long records() {
            return records;
        }
    }
}
