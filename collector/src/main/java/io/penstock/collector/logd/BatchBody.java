package io.penstock.collector.logd;

import io.penstock.collector.log.LogLevel;
import io.penstock.collector.log.MessageBatch;
import io.penstock.collector.log.MessageForm;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** The messages of a batch as a client sent them: {@code MSG length CRLF bytes CRLF} each. */
final class BatchBody {

    private static final byte[] MSG = "MSG ".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_DIGITS = 10;

    private BatchBody() {}

    static int crc(byte[] body) {
        CRC32 crc = new CRC32();
        crc.update(body, 0, body.length);
        return (int) crc.getValue();
    }

    /** Null: there are not exactly so many messages in it, one behind the other, and nothing else. */
    static @Nullable MessageBatch parse(byte[] body, int crc, long count) {
        int at = 0;
        int found = 0;
        while (at < body.length) {
            at = endOfMessage(body, at);
            if (at < 0) {
                return null;
            }
            found++;
        }
        if (found != count || found == 0) {
            return null;
        }
        int[] levels = new int[LogLevel.COUNT];
        levels[LogLevel.UNKNOWN.ordinal()] = found;
        return new MessageBatch(
                MessageForm.RAW, found, ByteBuffer.wrap(body), crc, Long.MAX_VALUE, Long.MIN_VALUE, levels, List.of());
    }

    /** Where the message that begins there ends; -1: none begins there. */
    private static int endOfMessage(byte[] body, int start) {
        int at = start;
        for (byte expected : MSG) {
            if (at >= body.length || body[at++] != expected) {
                return -1;
            }
        }
        int firstDigit = at;
        long length = 0;
        while (at < body.length && body[at] >= '0' && body[at] <= '9' && at - firstDigit < MOST_DIGITS) {
            length = length * 10 + (body[at++] - '0');
        }
        if (at == firstDigit || !isLineEnd(body, at)) {
            return -1;
        }
        long end = at + 2L + length;
        return end <= body.length && isLineEnd(body, (int) end) ? (int) end + 2 : -1;
    }

    private static boolean isLineEnd(byte[] body, int at) {
        return at + 1 < body.length && body[at] == '\r' && body[at + 1] == '\n';
    }
}
