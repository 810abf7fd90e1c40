package io.penstock.peer;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** One connection to a {@link ScriptedPeer}, with the words that scripts are made of. For one thread. */
public final class Talk {

    private static final String OFFER = "200 OK\nrelp_version=0\nrelp_software=evil\ncommands=syslog";

    private final ScriptedPeer peer;
    private final Socket socket;
    private final RelpParser parser = new RelpParser();
    private final Deque<RelpFrame> frames = new ArrayDeque<>();
    private final byte[] buffer = new byte[8192];

    Talk(ScriptedPeer peer, Socket socket) throws IOException {
        this.peer = peer;
        this.socket = socket;
        socket.setTcpNoDelay(true);
    }

    /** Bytes that came; -1 at the end. */
    int read() throws IOException {
        return socket.getInputStream().read(buffer);
    }

    /** Bytes that came, as text; null at the end. */
    @Nullable
    String readText() throws IOException {
        int length = read();
        return length < 0 ? null : new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** Reads and forgets until the sender ends its side. */
    void readToEnd() throws IOException {
        while (read() >= 0) {
            // forgotten
        }
    }

    /** The next frame; null at the end. */
    @Nullable
    RelpFrame frame() throws IOException {
        while (frames.isEmpty()) {
            int length = read();
            if (length < 0) {
                return null;
            }
            frames.addAll(parser.parse(buffer, length));
        }
        return frames.remove();
    }

    /** A frame has come that can be had without waiting. */
    boolean hasFrame() throws IOException {
        while (frames.isEmpty() && socket.getInputStream().available() > 0) {
            int length = read();
            if (length < 0) {
                break;
            }
            frames.addAll(parser.parse(buffer, length));
        }
        return !frames.isEmpty();
    }

    /** Answers the sender's {@code open} as a good receiver does. */
    void open() throws IOException {
        RelpFrame open = frame();
        if (open == null) {
            throw new IOException("hung up instead of open");
        }
        answer(open.number(), OFFER);
    }

    /** The next frame that holds a record; {@code close} is answered and ends the talk. */
    @Nullable
    RelpFrame syslog() throws IOException {
        RelpFrame frame = frame();
        if (frame != null && frame.command().equals("close")) {
            answer(frame.number(), "");
            return null;
        }
        return frame;
    }

    /** Acknowledges a record rightly. */
    void acknowledge(RelpFrame frame) throws IOException {
        acknowledged(frame);
        answer(frame.number(), "200 OK");
    }

    /** For scripts that word the acknowledgement themselves; call it before the last byte is sent. */
    void acknowledged(RelpFrame frame) {
        peer.acknowledged(Received.number(frame.data()));
    }

    void answer(long number, String text) throws IOException {
        RelpFrame.response(number, text).writeTo(socket.getOutputStream());
    }

    void say(String text) throws IOException {
        say(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void say(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** When the script ends, the sender gets a RST. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
    }

    /** Nothing more will be said; reading goes on. */
    void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    /** Neither reads nor writes until the test is over. */
    void playDead() throws InterruptedException {
        peer.awaitClosed();
    }
}
