package io.penstock.collector.logd;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.penstock.collector.log.Checkpoint;
import io.penstock.collector.log.MessageBatch;
import io.penstock.collector.log.MessageBatchBuilder;
import io.penstock.collector.log.TopicName;
import io.penstock.collector.net.FrameDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Requests out of a client's bytes. One per connection, on its event loop.
 *
 * <p>No memory is taken for a size that a client merely claims: a body is collected as it comes, and one that is too long is skipped,
 * so that the answer says so and the connection lives.
 */
final class RequestDecoder extends FrameDecoder {

    /** A line has five words, the topic the longest. */
    private static final int LONGEST_LINE = 512;

    /** A longer body is not skipped: it would take the client minutes to send it for nothing. */
    private static final long MOST_SKIPPED = 16L << 20;

    private static final int FRAMING_BYTES = 32;

    private final int maxRecordBytes;

    /** A body is under way. */
    private @Nullable TopicName topic;

    private int bodySize;
    private int crc;
    private long count;
    private long toSkip;
    private @Nullable String skipReason;

    RequestDecoder(int maxRecordBytes) {
        this.maxRecordBytes = maxRecordBytes;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (toSkip > 0) {
            int skipped = (int) Math.min(toSkip, in.readableBytes());
            in.skipBytes(skipped);
            toSkip -= skipped;
            if (toSkip == 0) {
                out.add(new Request.Bad(String.valueOf(skipReason), false));
            }
        } else if (topic != null) {
            if (in.readableBytes() >= bodySize) {
                out.add(batch(topic, in));
                topic = null;
            }
        } else {
            decodeLine(in, out);
        }
    }

    private Request batch(TopicName wanted, ByteBuf in) {
        byte[] body = new byte[bodySize];
        in.readBytes(body);
        if (BatchBody.crc(body) != crc) {
            return new Request.Bad("checksum mismatch", false);
        }
        MessageBatch batch = BatchBody.parse(body, crc, count);
        return batch == null ? new Request.Bad("invalid request", false) : new Request.Batch(wanted, batch);
    }

    private void decodeLine(ByteBuf in, List<Object> out) {
        int end =
                in.indexOf(in.readerIndex(), Math.min(in.writerIndex(), in.readerIndex() + LONGEST_LINE), (byte) '\n');
        if (end < 0) {
            if (in.readableBytes() >= LONGEST_LINE) {
                in.skipBytes(in.readableBytes());
                out.add(new Request.Bad("invalid protocol", true));
            }
            return;
        }
        String line = in.toString(in.readerIndex(), end - in.readerIndex(), StandardCharsets.ISO_8859_1);
        in.readerIndex(end + 1);
        // A person at a terminal sends a bare line feed.
        String[] words = (line.endsWith("\r") ? line.substring(0, line.length() - 1) : line).split(" ", -1);
        Request request = request(words);
        if (request != null) {
            out.add(request);
        }
    }

    /** Null: its body comes first. */
    private @Nullable Request request(String[] words) {
        return switch (words[0]) {
            case "BATCH" -> batch(words);
            case "READ" -> words.length == 4 ? read(words[1], number(words[2]), number(words[3])) : invalid();
            case "TAIL" -> words.length == 3 ? tail(words[1], number(words[2])) : invalid();
            case "RESUME" -> words.length == 5 ? resume(words) : invalid();
            case "STATS" -> words.length == 1 ? new Request.Stats() : invalid();
            case "CONFIG" -> words.length == 1 ? new Request.Config() : invalid();
            case "CLOSE" -> words.length == 1 ? new Request.Close() : invalid();
            // What comes next may be a body that nobody knows the length of.
            default -> new Request.Bad("invalid protocol", true);
        };
    }

    private @Nullable Request batch(String[] words) {
        long size = words.length == 5 ? number(words[1]) : -1;
        long checksum = words.length == 5 ? number(words[3]) : -1;
        count = words.length == 5 ? number(words[4]) : -1;
        if (size <= 0 || checksum < 0 || checksum > 0xFFFFFFFFL || count <= 0) {
            return new Request.Bad("invalid protocol", true);
        }
        crc = (int) checksum;
        // A message longer than a batch may be stands alone in its own.
        long most = count == 1 ? (long) maxRecordBytes + FRAMING_BYTES : MessageBatchBuilder.MOST_BYTES;
        if (size > most) {
            return size > MOST_SKIPPED ? new Request.Bad("too large", true) : skip(size, "too large");
        }
        if (words[2].isEmpty()) {
            return skip(size, "request missing topic");
        }
        if (!TopicName.isValid(words[2])) {
            return skip(size, "topic not allowed");
        }
        topic = new TopicName(words[2]);
        bodySize = (int) size;
        return null;
    }

    private @Nullable Request skip(long size, String reason) {
        toSkip = size;
        skipReason = reason;
        return null;
    }

    private static Request read(String topic, long offset, long messages) {
        if (topic.isEmpty()) {
            return new Request.Bad("request missing topic", false);
        }
        if (offset < 0 || messages <= 0) {
            return invalid();
        }
        return TopicName.isValid(topic)
                ? new Request.Read(new TopicName(topic), offset, (int) Math.min(messages, Integer.MAX_VALUE))
                : new Request.Bad("not found", false);
    }

    private static Request tail(String topic, long messages) {
        if (topic.isEmpty()) {
            return new Request.Bad("request missing topic", false);
        }
        if (messages <= 0) {
            return invalid();
        }
        return TopicName.isValid(topic)
                ? new Request.Tail(new TopicName(topic), (int) Math.min(messages, Integer.MAX_VALUE))
                : new Request.Bad("not found", false);
    }

    private static Request resume(String[] words) {
        long epoch = number(words[3]);
        long offset = number(words[4]);
        if (epoch < 0 || offset < 0) {
            return invalid();
        }
        return TopicName.isValid(words[1])
                ? new Request.Resume(new TopicName(words[1]), new Checkpoint(words[2], epoch, offset, 0))
                : new Request.Bad("not found", false);
    }

    private static Request invalid() {
        return new Request.Bad("invalid request", false);
    }

    /** -1: it is no number of this protocol. */
    private static long number(String word) {
        if (word.isEmpty() || word.length() > 19 || !word.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException tooLarge) {
            return -1;
        }
    }
}
