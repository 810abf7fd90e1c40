package io.penstock.collector.log;

import java.nio.charset.StandardCharsets;
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

    /** Whether a session may be called so. */
    public static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= MOST_NAME_BYTES
                && name.getBytes(StandardCharsets.UTF_8).length <= MOST_NAME_BYTES;
    }

    /** @throws IllegalArgumentException if its entry in a header could not be read back */
    public SessionNumbers {
        if (!isName(session)) {
            throw new IllegalArgumentException("a session's name has " + session.length()
                    + " characters; it must have 1 to " + MOST_NAME_BYTES + " bytes of UTF-8");
        }
    }

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
