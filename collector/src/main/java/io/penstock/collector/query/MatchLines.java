package io.penstock.collector.query;

import io.penstock.collector.record.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Prints what was found, one line each. Not safe for concurrent use. */
public interface MatchLines {

    void print(Match match) throws IOException;

    /** One JSON object per line: the record as it is kept, and before it where it is kept. */
    static MatchLines json(OutputStream out) {
        JsonFields fields = new JsonFields();
        return match -> {
            byte[] message = match.message();
            out.write(("{\"topic\":\"" + match.topic() + "\",\"offset\":" + match.offset() + ",\"index\":"
                            + match.index())
                    .getBytes(StandardCharsets.US_ASCII));
            int fieldCount = 0;
            boolean whole = fields.begin(message, 0, message.length);
            while (whole && fields.next()) {
                fieldCount++;
            }
            if (whole && fields.isWhole()) {
                if (fieldCount > 0) {
                    out.write(',');
                }
                writeOnOneLine(message, firstBrace(message) + 1, out);
            } else {
                String text = new String(message, StandardCharsets.UTF_8);
                out.write((",\"message\":\"" + Json.escaped(text) + "\"}").getBytes(StandardCharsets.UTF_8));
            }
            out.write('\n');
        };
    }

    private static int firstBrace(byte[] message) {
        int at = 0;
        while (message[at] != '{') {
            at++;
        }
        return at;
    }

    /** A client may have sent an object of several lines; line ends can stand between its parts only. */
    private static void writeOnOneLine(byte[] message, int from, OutputStream out) throws IOException {
        for (int i = from; i < message.length; i++) {
            out.write(message[i] == '\n' || message[i] == '\r' ? ' ' : message[i]);
        }
    }
}
