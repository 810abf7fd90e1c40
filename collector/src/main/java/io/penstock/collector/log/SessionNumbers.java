package io.penstock.collector.log;

import java.util.Arrays;

/**
 * Which numbers of a sender's session stand in a batch. Immutable.
 *
 * @param owner who may use the session: a hash of the client's certificate or address
 * @param session the session's name, 1 to 255 bytes of UTF-8
 * @param ranges first and last number of each range, in the order of the messages
 */
public record SessionNumbers(long owner, String session, long... ranges) {

    /** Longest name of a session, in bytes of UTF-8. */
    public static final int MOST_NAME_BYTES = 255;

    @Override
    public boolean equals(Object other) {
        return other instanceof SessionNumbers that
                && owner == that.owner
                && session.equals(that.session)
                && Arrays.equals(ranges, that.ranges);
    }

    @Override
    public int hashCode() {
        return session.hashCode() ^ Long.hashCode(owner) ^ Arrays.hashCode(ranges);
    }

    @Override
    public String toString() {
        return session + Arrays.toString(ranges);
    }
}
