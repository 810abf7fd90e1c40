package io.penstock.wire.relp;

import io.penstock.wire.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/**
 * The frame that a RELP server has sent last, read in place: valid until the buffer changes. Confined to the drain
 * thread.
 *
 * <p>What is too long or out of place is refused as soon as that can be seen, before the rest has come.
 */
final class RelpAnswer {

    static final int OK = 200;

    /** In place of a status, if there is none: an answer without data, as to {@code close}. */
    static final int NO_STATUS = 0;

    /*
     * librelp itself answers with "200 OK" and at most its three offers, some 90 bytes. The grammar allows 999,999,999.
     */
    static final int MOST_DATA_BYTES = 4096;

    private static final int MOST_DIGITS = 9;
    private static final int MOST_COMMAND_LETTERS = 32;
    private static final int STATUS_DIGITS = 3;
    private static final int MOST_WORDS = 200;
    private static final byte[] RESPONSE = "rsp".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SERVER_CLOSE = "serverclose".getBytes(StandardCharsets.US_ASCII);

    private ByteBuffer source = ByteBuffer.allocate(0);
    private int number;
    private int status;
    private boolean serverClose;
    private int data;
    private int dataEnd;

    /** Reads one frame and moves the buffer's position behind it; false: it has not come as a whole yet. */
    boolean read(ByteBuffer received) throws ProtocolException {
        source = received;
        int start = received.position();

        int numberEnd = endOfDigits(start);
        if (!isSeparated(numberEnd)) {
            return false;
        }
        number = decimal(start, numberEnd);

        int command = numberEnd + 1;
        int commandEnd = endOfLetters(command);
        if (!isSeparated(commandEnd)) {
            return false;
        }
        serverClose = isWord(command, commandEnd, SERVER_CLOSE);
        if (isHint() == isWord(command, commandEnd, RESPONSE)) {
            throw new ProtocolException(
                    "relp: the peer may not send " + text(command, commandEnd) + " with number " + number);
        }

        int length = commandEnd + 1;
        int lengthEnd = endOfDigits(length);
        int bytes = decimal(length, lengthEnd);
        if (bytes > MOST_DATA_BYTES) {
            throw new ProtocolException("relp: the peer announces an answer of " + bytes + " bytes, more than "
                    + MOST_DATA_BYTES + " make no sense");
        }
        return lengthEnd < received.limit() && readData(lengthEnd, bytes);
    }

    private boolean readData(int lengthEnd, int bytes) throws ProtocolException {
        data = lengthEnd;
        if (bytes > 0 || source.get(lengthEnd) == ' ') {
            isSeparated(lengthEnd);
            data++;
        }
        dataEnd = data + bytes;
        if (dataEnd >= source.limit()) {
            return false;
        }
        if (source.get(dataEnd) != '\n') {
            throw unexpected(dataEnd, "the line end behind " + bytes + " bytes of data");
        }
        status = isHint() ? NO_STATUS : readStatus();
        source.position(dataEnd + 1);
        return true;
    }

    private int readStatus() throws ProtocolException {
        if (data == dataEnd) {
            return NO_STATUS;
        }
        int end = Math.min(data + STATUS_DIGITS, dataEnd);
        for (int at = data; at < end; at++) {
            if (!isDigit(source.get(at))) {
                throw unexpected(at, "a status of three digits");
            }
        }
        byte next = source.get(end);
        if (end - data < STATUS_DIGITS || end < dataEnd && next != ' ' && next != '\n') {
            throw unexpected(end, "a status of three digits");
        }
        return decimal(data, end);
    }

    int number() {
        return number;
    }

    /** {@link #NO_STATUS} if there is none. */
    int status() {
        return status;
    }

    /** Said by the server of its own accord. */
    boolean isHint() {
        return number == 0;
    }

    boolean isServerClose() {
        return serverClose;
    }

    /** Status and human message: the first line of the data, cut and free of control characters. */
    String words() {
        int end = data;
        int most = Math.min(dataEnd, data + MOST_WORDS);
        while (end < most && source.get(end) != '\n') {
            end++;
        }
        return text(data, end);
    }

    /** Whether a line of the data offers this value of a feature. */
    boolean offers(String feature, String value) {
        byte[] bytes = new byte[dataEnd - data];
        source.get(data, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> line.startsWith(feature + "="))
                .flatMap(line -> Stream.of(line.substring(feature.length() + 1).split(",")))
                .anyMatch(value::equals);
    }

    private int endOfDigits(int start) throws ProtocolException {
        int at = start;
        while (at < source.limit() && isDigit(source.get(at))) {
            at++;
            if (at - start > MOST_DIGITS) {
                throw new ProtocolException("relp: a number of more than " + MOST_DIGITS + " digits");
            }
        }
        if (at == start && at < source.limit()) {
            throw unexpected(at, "a digit");
        }
        return at;
    }

    private int endOfLetters(int start) throws ProtocolException {
        int at = start;
        while (at < source.limit() && isLetter(source.get(at))) {
            at++;
            if (at - start > MOST_COMMAND_LETTERS) {
                throw new ProtocolException("relp: a command of more than " + MOST_COMMAND_LETTERS + " letters");
            }
        }
        if (at == start && at < source.limit()) {
            throw unexpected(at, "a letter");
        }
        return at;
    }

    /** Whether the space has come that is due here. */
    private boolean isSeparated(int at) throws ProtocolException {
        if (at >= source.limit()) {
            return false;
        }
        if (source.get(at) != ' ') {
            throw unexpected(at, "a space");
        }
        return true;
    }

    private boolean isWord(int start, int end, byte[] word) {
        if (end - start != word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (source.get(start + i) != word[i]) {
                return false;
            }
        }
        return true;
    }

    private int decimal(int start, int end) {
        int value = 0;
        for (int at = start; at < end; at++) {
            value = 10 * value + source.get(at) - '0';
        }
        return value;
    }

    private String text(int start, int end) {
        StringBuilder text = new StringBuilder();
        for (int at = start; at < end; at++) {
            byte b = source.get(at);
            text.append(b >= ' ' && b < 0x7F ? (char) b : '?');
        }
        return text.toString();
    }

    private ProtocolException unexpected(int at, String expected) {
        return new ProtocolException(
                String.format("relp: byte 0x%02X where %s is due", source.get(at) & 0xFF, expected));
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static boolean isLetter(byte b) {
        return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z';
    }
}
