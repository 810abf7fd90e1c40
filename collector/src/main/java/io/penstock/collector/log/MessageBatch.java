package io.penstock.collector.log;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Messages that are appended together. Not changed by anybody once it is built.
 *
 * @param form of all messages
 * @param count of messages
 * @param body in logd's layout: {@code MSG length CRLF bytes CRLF} each; position 0 to limit
 * @param bodyCrc CRC-32 (IEEE 802.3) of the body
 * @param leastTime of an event, milliseconds since 1970; {@link Long#MAX_VALUE} if none is known
 * @param greatestTime of an event; {@link Long#MIN_VALUE} if none is known
 * @param levels how many messages have each {@link LogLevel}, by ordinal
 * @param sessions which numbers of whose session stand in it
 */
public record MessageBatch(
        MessageForm form,
        int count,
        ByteBuffer body,
        int bodyCrc,
        long leastTime,
        long greatestTime,
        int[] levels,
        List<SessionNumbers> sessions) {

    /** Length of the body in bytes. */
    public int size() {
        return body.limit();
    }
}
