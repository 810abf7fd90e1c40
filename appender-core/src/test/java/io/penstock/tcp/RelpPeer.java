package io.penstock.tcp;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The scripts of peers that speak RELP, more or less. */
final class RelpPeer {

    /** What to answer to a record; null: nothing. */
    interface Answers {
        String to(int number, String record) throws IOException;
    }

    static final LinePeer.Script ACKNOWLEDGES = answering((number, record) -> number + " rsp 6 200 OK\n");
    static final LinePeer.Script IS_SILENT = answering((number, record) -> null);

    private RelpPeer() {}

    static LinePeer.Script answering(Answers answers) {
        return (peer, socket) -> serve(peer, socket, answers, false, Integer.MAX_VALUE);
    }

    /** Sends its answers together, once no more records have come: what was not answered before the end never is. */
    static LinePeer.Script answeringBursts(Answers answers) {
        return (peer, socket) -> serve(peer, socket, answers, true, Integer.MAX_VALUE);
    }

    /** Acknowledges, and ends the connection at the announcement of a longer record, without reading it. */
    static LinePeer.Script refusingAbove(int bytes) {
        return (peer, socket) -> serve(peer, socket, (number, record) -> number + " rsp 6 200 OK\n", false, bytes);
    }

    private static void serve(LinePeer peer, Socket socket, Answers answers, boolean inBursts, int most)
            throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        StringBuilder due = new StringBuilder();
        while (true) {
            int number = Integer.parseInt(word(in));
            String command = word(in);
            int length = Integer.parseInt(word(in));
            if (length > most) {
                return;
            }
            String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            if (length > 0) {
                in.read();
            }
            switch (command) {
                case "open" -> {
                    String offers = "200 OK\nrelp_version=0\ncommands=syslog";
                    send(out, number + " rsp " + offers.length() + " " + offers + "\n");
                }
                case "close" -> {
                    send(out, number + " rsp 0\n");
                    return;
                }
                default -> {
                    peer.lines.add(body);
                    String answer = answers.to(number, body);
                    if (answer != null) {
                        due.append(answer);
                    }
                    if (!inBursts || in.available() == 0) {
                        send(out, due.toString());
                        due.setLength(0);
                    }
                }
            }
        }
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** Up to the next blank or line end. */
    private static String word(InputStream in) throws IOException {
        StringBuilder word = new StringBuilder();
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            if (next == ' ' || next == '\n') {
                return word.toString();
            }
            word.append((char) next);
        }
    }
}
