package io.penstock.logback.encode;

import io.penstock.freeze.Freezer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.MessageFormatter;

/**
 * A message with places for arguments, taken apart. Immutable, safe for any thread.
 *
 * <p>Only the plain case is known here: a message without a backslash, which could escape a place, and without
 * surrogates. Numbers and text are written as they are; whatever else an argument is, SLF4J itself formats it, as the
 * only argument of a message with one place.
 */
final class MessageTemplate {

    private static final String PLACE = "{}";
    private static final byte[] PLACE_BYTES = PLACE.getBytes(StandardCharsets.US_ASCII);

    /** What stands before, between and behind the places; null: not the plain case. */
    private final byte @Nullable [][] pieces;

    private MessageTemplate(byte @Nullable [][] pieces) {
        this.pieces = pieces;
    }

    /** With what stands before and behind the message in each line. */
    static MessageTemplate of(String message, PatternLiteral before, PatternLiteral behind) {
        if (message.indexOf('\\') >= 0 || PatternLine.fixed(message) == null) {
            return new MessageTemplate(null);
        }
        List<byte[]> pieces = new ArrayList<>();
        int start = 0;
        for (int place = message.indexOf(PLACE); place >= 0; place = message.indexOf(PLACE, start)) {
            pieces.add(message.substring(start, place).getBytes(StandardCharsets.UTF_8));
            start = place + PLACE.length();
        }
        pieces.add(message.substring(start).getBytes(StandardCharsets.UTF_8));
        pieces.set(0, PatternLiteral.joined(before.bytes(), pieces.get(0)));
        int last = pieces.size() - 1;
        pieces.set(last, PatternLiteral.joined(pieces.get(last), behind.bytes()));
        return new MessageTemplate(pieces.toArray(new byte[0][]));
    }

    /**
     * False, and nothing is written: the message has to be formatted as a whole.
     *
     * @param count how many of the arguments count
     */
    boolean write(@Nullable Object[] arguments, int count, PatternLine line) {
        byte[][] known = pieces;
        if (known == null) {
            return false;
        }
        line.bytes(known[0]);
        for (int i = 1; i < known.length; i++) {
            if (i <= count) {
                writeArgument(arguments[i - 1], line);
            } else {
                line.bytes(PLACE_BYTES);
            }
            line.bytes(known[i]);
        }
        return true;
    }

    private static void writeArgument(@Nullable Object argument, PatternLine line) {
        if (argument instanceof String text) {
            line.text(text);
        } else if (argument instanceof Integer || argument instanceof Long) {
            line.number(((Number) argument).longValue());
        } else {
            Object[] alone = {argument};
            line.text(MessageFormatter.arrayFormat(PLACE, Freezer.forMessage(alone), null)
                    .getMessage());
        }
    }
}
