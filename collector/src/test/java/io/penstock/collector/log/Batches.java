package io.penstock.collector.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Batches for tests, and what stands in them. */
final class Batches {

    static final TopicName TOPIC = new TopicName("default");

    private Batches() {}

    static MessageBatch of(String... messages) {
        MessageBatchBuilder builder = new MessageBatchBuilder(TOPIC, MessageForm.RAW);
        for (String message : messages) {
            builder.add(message.getBytes(StandardCharsets.UTF_8), LogLevel.UNKNOWN, Long.MIN_VALUE);
        }
        return builder.build();
    }

    /** The messages of a body in logd's layout. */
    static List<String> messages(ByteBuffer body) {
        String text = StandardCharsets.UTF_8.decode(body.duplicate()).toString();
        List<String> messages = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int lineEnd = text.indexOf("\r\n", at);
            int length = Integer.parseInt(text.substring(at + "MSG ".length(), lineEnd));
            messages.add(text.substring(lineEnd + 2, lineEnd + 2 + length));
            at = lineEnd + 2 + length + 2;
        }
        return messages;
    }

    /** All messages from there to the end. */
    static List<String> read(TopicLog log, long offset) throws IOException {
        return read(log, offset, false);
    }

    static List<String> read(TopicLog log, long offset, boolean syncedOnly) throws IOException {
        List<String> all = new ArrayList<>();
        try (LogCursor cursor = log.read(offset, syncedOnly)) {
            for (StoredBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
                all.addAll(messages(batch.body()));
            }
        }
        return all;
    }
}
