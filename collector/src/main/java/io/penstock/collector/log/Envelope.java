package io.penstock.collector.log;

import java.nio.charset.StandardCharsets;

/**
 * The line that logd puts before a batch: {@code BATCH size topic crc32 count CRLF}. It is not stored but rendered when somebody
 * reads; its length is part of the distance between two offsets all the same.
 */
public final class Envelope {

    private static final int FIXED_BYTES = "BATCH    \r\n".length();

    private Envelope() {}

    /** As it goes over the wire. */
    public static byte[] of(TopicName topic, int bodySize, int bodyCrc, int count) {
        String line =
                "BATCH " + bodySize + " " + topic + " " + Integer.toUnsignedString(bodyCrc) + " " + count + "\r\n";
        return line.getBytes(StandardCharsets.US_ASCII);
    }

    /** How long {@link #of} is, without making it. */
    public static int size(TopicName topic, int bodySize, int bodyCrc, int count) {
        return FIXED_BYTES
                + digits(bodySize)
                + topic.value().length()
                + digits(Integer.toUnsignedLong(bodyCrc))
                + digits(count);
    }

    private static int digits(long number) {
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        return digits;
    }
}
