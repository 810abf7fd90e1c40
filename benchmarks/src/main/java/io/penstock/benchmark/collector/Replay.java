package io.penstock.benchmark.collector;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Sends frames by as many connections as there are shares, as fast as they are taken. */
public final class Replay {

    /** As our sender and librelp have it. */
    private static final int WINDOW = 128;

    private Replay() {}

    /**
     * Returns when all is sent, and by RELP acknowledged.
     *
     * @throws IOException the first that a connection met
     */
    public static void run(int port, Frames.Protocol protocol, List<Frames> shares)
            throws IOException, InterruptedException {
        AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (Frames share : shares) {
            Thread thread = new Thread(() -> {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    if (protocol == Frames.Protocol.RELP) {
                        relp(socket, share);
                    } else {
                        socket.getOutputStream().write(share.bytes);
                    }
                } catch (IOException e) {
                    failure.compareAndSet(null, e);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        IOException first = failure.get();
        if (first != null) {
            throw first;
        }
    }

    private static void relp(Socket socket, Frames share) throws IOException {
        Answers answers = new Answers(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        out.write(share.bytes, 0, share.ends[0]);
        answers.await(1);
        int sent = 1;
        while (sent < share.ends.length) {
            int next = Math.min(sent + WINDOW / 2, share.ends.length);
            out.write(share.bytes, share.ends[sent - 1], share.ends[next - 1] - share.ends[sent - 1]);
            sent = next;
            answers.await(sent - WINDOW / 2);
        }
        answers.await(sent);
        // An end in good order: rsyslog complains of any other.
        out.write((share.ends.length + 1 + " close 0\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Counts them: the one to {@code open} has several lines, all others one. */
    private static final class Answers {
        private final InputStream in;
        private final byte[] buffer = new byte[8192];
        private int count;
        private boolean opened;

        private Answers(InputStream in) {
            this.in = in;
        }

        void await(int wanted) throws IOException {
            while (count < wanted) {
                int read = in.read(buffer);
                if (read < 0) {
                    throw new EOFException("the receiver ended the connection after " + count + " answers");
                }
                if (opened) {
                    for (int i = 0; i < read; i++) {
                        count += buffer[i] == '\n' ? 1 : 0;
                    }
                } else {
                    // It comes alone, since nothing else was sent.
                    opened = true;
                    count = 1;
                }
            }
        }
    }
}
