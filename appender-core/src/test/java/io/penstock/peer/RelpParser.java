package io.penstock.peer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Frames out of a stream of bytes, cut wherever it pleases.
 *
 * <pre>
 *  TXNR SP COMMAND SP DATALEN [SP DATA] LF
 * </pre>
 */
final class RelpParser {

    private static final int LONGEST_HEADER = 64;
    private static final int MOST_DATA = 1 << 20;

    private byte[] held = new byte[0];

    List<RelpFrame> parse(byte[] bytes, int length) throws IOException {
        byte[] all = joined(bytes, length);
        List<RelpFrame> frames = new ArrayList<>();
        int at = 0;
        while (true) {
            int afterNumber = next(all, at, ' ');
            int afterCommand = afterNumber < 0 ? -1 : next(all, afterNumber, ' ');
            int lengthEnd = afterCommand < 0 ? -1 : digitsEnd(all, afterCommand);
            if (lengthEnd < 0) {
                break;
            }
            int dataLength = Integer.parseInt(text(all, afterCommand, lengthEnd));
            int data = dataLength == 0 ? lengthEnd : lengthEnd + 1;
            if (dataLength > MOST_DATA) {
                throw new IOException("a frame of " + dataLength + " bytes");
            }
            if (data + dataLength >= all.length) {
                break;
            }
            if (all[data + dataLength] != '\n') {
                throw new IOException("no line end behind " + text(all, at, lengthEnd));
            }
            frames.add(new RelpFrame(
                    Long.parseLong(text(all, at, afterNumber - 1)),
                    text(all, afterNumber, afterCommand - 1),
                    Arrays.copyOfRange(all, data, data + dataLength)));
            at = data + dataLength + 1;
        }
        held = Arrays.copyOfRange(all, at, all.length);
        return frames;
    }

    private byte[] joined(byte[] bytes, int length) {
        if (held.length == 0) {
            return Arrays.copyOf(bytes, length);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream(held.length + length);
        all.writeBytes(held);
        all.write(bytes, 0, length);
        return all.toByteArray();
    }

    /** Behind the next such byte; -1: there is none yet. */
    private static int next(byte[] all, int from, char wanted) throws IOException {
        for (int i = from; i < all.length; i++) {
            if (all[i] == wanted) {
                return i + 1;
            }
            if (i - from > LONGEST_HEADER) {
                throw new IOException("no frame begins with " + text(all, from, i));
            }
        }
        return -1;
    }

    /** Where the digits end that stand here; -1: their end has not come yet. */
    private static int digitsEnd(byte[] all, int from) throws IOException {
        int i = from;
        while (i < all.length && all[i] >= '0' && all[i] <= '9') {
            i++;
        }
        if (i < all.length && all[i] != ' ' && all[i] != '\n') {
            throw new IOException("no length: " + text(all, from, i + 1));
        }
        return i == all.length ? -1 : i;
    }

    private static String text(byte[] all, int from, int to) {
        return new String(all, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
