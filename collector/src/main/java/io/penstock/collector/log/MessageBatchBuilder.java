package io.penstock.collector.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Collects messages into a batch. Used again after {@link #build}. Not safe for concurrent use.
 *
 * <p>A batch of several messages stays within {@link #MOST_BYTES} with its envelope line, so that every logd client can read it; a longer
 * message stands alone in its batch.
 */
public final class MessageBatchBuilder {

    /** What logd's CONFIG promises a client that it never has to read more of at once. */
    public static final int MOST_BYTES = 64 * 1024;

    private static final byte[] MSG = "MSG ".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_FRAMING_BYTES = MSG.length + 10 + 2 + 2;
    /** The envelope line with the greatest numbers, beside the topic's name. */
    private static final int MOST_ENVELOPE_BYTES = "BATCH 1000000000  4294967295 1000000000\r\n".length();

    private final MessageForm form;
    private final int mostBodyBytes;
    private byte[] body = new byte[4096];
    private int size;
    private int count;
    private long leastTime = Long.MAX_VALUE;
    private long greatestTime = Long.MIN_VALUE;
    private int[] levels = new int[LogLevel.COUNT];
    private final Map<SessionKey, Ranges> sessions = new LinkedHashMap<>();
    private int sessionBytes;

    private record SessionKey(long owner, String session) {}

    public MessageBatchBuilder(TopicName topic, MessageForm form) {
        this.form = form;
        this.mostBodyBytes = MOST_BYTES - MOST_ENVELOPE_BYTES - topic.value().length();
    }

    public boolean isEmpty() {
        return count == 0;
    }

    public int count() {
        return count;
    }

    /** Whether a message of so many bytes may be added; always true of the first. */
    public boolean hasRoomFor(int messageBytes) {
        return count == 0
                || (size + (long) messageBytes + MOST_FRAMING_BYTES <= mostBodyBytes
                        && sessionBytes + BatchHeader.MOST_SESSION_BYTES <= BatchHeader.MOST_BYTES / 2);
    }

    /** Adds a message of no session. */
    public void add(byte[] message, LogLevel level, long time) {
        add(message, level, time, 0, null, 0);
    }

    /**
     * Adds a message.
     *
     * @param time of the event, milliseconds since 1970; {@link Long#MIN_VALUE} if it has none
     * @param session null if it has none
     */
    public void add(byte[] message, LogLevel level, long time, long owner, @Nullable String session, long number) {
        byte[] digits = Integer.toString(message.length).getBytes(StandardCharsets.US_ASCII);
        put(MSG);
        put(digits);
        putLineEnd();
        put(message);
        putLineEnd();
        count++;
        levels[level.ordinal()]++;
        if (time != Long.MIN_VALUE) {
            leastTime = Math.min(leastTime, time);
            greatestTime = Math.max(greatestTime, time);
        }
        if (session != null) {
            Ranges ranges = sessions.get(new SessionKey(owner, session));
            if (ranges == null) {
                ranges = new Ranges();
                sessions.put(new SessionKey(owner, session), ranges);
                sessionBytes += BatchHeader.sessionBytes(session);
            }
            sessionBytes += ranges.add(number);
        }
    }

    private void put(byte[] bytes) {
        int needed = Math.addExact(size, bytes.length);
        if (needed > body.length) {
            body = Arrays.copyOf(body, Math.max(needed, body.length + (body.length >> 1)));
        }
        System.arraycopy(bytes, 0, body, size, bytes.length);
        size = needed;
    }

    private void putLineEnd() {
        put(new byte[] {'\r', '\n'});
    }

    /** What was added, and begins anew. */
    public MessageBatch build() {
        CRC32 crc = new CRC32();
        crc.update(body, 0, size);
        List<SessionNumbers> numbers = new ArrayList<>();
        sessions.forEach((key, ranges) -> numbers.add(new SessionNumbers(key.owner, key.session, ranges.toArray())));
        MessageBatch batch = new MessageBatch(
                form,
                count,
                ByteBuffer.wrap(body, 0, size).slice(),
                (int) crc.getValue(),
                leastTime,
                greatestTime,
                levels,
                List.copyOf(numbers));
        body = new byte[4096];
        size = 0;
        count = 0;
        leastTime = Long.MAX_VALUE;
        greatestTime = Long.MIN_VALUE;
        levels = new int[LogLevel.COUNT];
        sessions.clear();
        sessionBytes = 0;
        return batch;
    }

    /** Numbers in the order in which they came; those that follow on from each other make one range. */
    private static final class Ranges {
        private long[] bounds = new long[2];
        private int used;

        /** @return by how many bytes the header grows */
        int add(long number) {
            if (used > 0 && bounds[used - 1] + 1 == number) {
                bounds[used - 1] = number;
                return 0;
            }
            if (used == bounds.length) {
                bounds = Arrays.copyOf(bounds, 2 * used);
            }
            bounds[used++] = number;
            bounds[used++] = number;
            return 2 * Long.BYTES;
        }

        long[] toArray() {
            return Arrays.copyOf(bounds, used);
        }
    }
}
