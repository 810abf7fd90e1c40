package io.penstock.peer;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** One RELP frame, as a receiver sees it; written for the tests, independently of the sender's protocol. */
record RelpFrame(long number, String command, byte[] data) {

    static RelpFrame response(long number, String text) {
        return response(number, text.getBytes(StandardCharsets.UTF_8));
    }

    static RelpFrame response(long number, byte[] data) {
        return new RelpFrame(number, "rsp", data);
    }

    void writeTo(OutputStream out) throws IOException {
        String header = number + " " + command + " " + data.length + (data.length == 0 ? "" : " ");
        out.write(header.getBytes(StandardCharsets.US_ASCII));
        out.write(data);
        out.write('\n');
    }
}
