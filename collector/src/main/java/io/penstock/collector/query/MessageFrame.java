package io.penstock.collector.query;

import io.penstock.collector.log.CorruptLogException;

/** {@code MSG length CRLF bytes CRLF}: one message in a batch. */
final class MessageFrame {

    private static final int PREFIX_BYTES = "MSG ".length();

    private MessageFrame() {}

    /** Where the bytes of the message begin whose frame begins at {@code at}. */
    static int start(byte[] bytes, int at, int end) throws CorruptLogException {
        int place = at + PREFIX_BYTES;
        while (place < end && bytes[place] != '\r') {
            place++;
        }
        if (place + 2 > end || bytes[at] != 'M') {
            throw new CorruptLogException("no message begins where one belongs");
        }
        return place + 2;
    }

    /** Where they end. */
    static int end(byte[] bytes, int at, int start, int end) throws CorruptLogException {
        long length = 0;
        for (int i = at + PREFIX_BYTES; i < start - 2; i++) {
            length = length * 10 + (bytes[i] - '0');
        }
        if (length < 0 || length > end - start - 2) {
            throw new CorruptLogException("a message is longer than its batch");
        }
        return start + (int) length;
    }
}
