package io.penstock.peer;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;

/** One connection through a {@link FaultProxy}: two sockets, and two threads for each direction between them. */
final class FaultyLink {

    private final Socket client;
    private final Socket server;
    private final List<Thread> threads;

    FaultyLink(Socket client, Socket server, Faults toServer, Faults toClient) throws IOException {
        this.client = client;
        this.server = server;
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        DelayLine there = new DelayLine();
        DelayLine back = new DelayLine();
        threads = List.of(
                thread("proxy-reads-client", () -> read(client, there, toServer)),
                thread("proxy-writes-server", () -> write(there, server, toServer)),
                thread("proxy-reads-server", () -> read(server, back, toClient)),
                thread("proxy-writes-client", () -> write(back, client, toClient)));
    }

    /** Nothing has got through before. */
    void start() {
        threads.forEach(Thread::start);
    }

    private Thread thread(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException broken) {
                        // As a wire that is cut: both ends learn of it.
                        reset();
                    }
                },
                name);
        thread.setDaemon(true);
        return thread;
    }

    private static void read(Socket from, DelayLine line, Faults faults) throws IOException, InterruptedException {
        byte[] buffer = new byte[64 << 10];
        for (int n = from.getInputStream().read(buffer);
                n >= 0;
                n = from.getInputStream().read(buffer)) {
            line.put(Arrays.copyOf(buffer, n), faults.due(System.nanoTime()));
        }
        line.end();
    }

    private static void write(DelayLine line, Socket to, Faults faults) throws IOException, InterruptedException {
        OutputStream out = to.getOutputStream();
        for (byte[] bytes = line.take(); bytes != null; bytes = line.take()) {
            faults.awaitPassage();
            int length = faults.mutilate(bytes, bytes.length);
            int at = 0;
            while (at < length) {
                int slice = Math.min(faults.awaitPassage(), length - at);
                faults.wrote();
                out.write(bytes, at, slice);
                at += slice;
            }
        }
        faults.awaitPassage();
        to.shutdownOutput();
    }

    /** Ends one direction towards its receiver; the other goes on. */
    void halfClose(FaultProxy.Direction direction) {
        try {
            (direction == FaultProxy.Direction.TO_SERVER ? server : client).shutdownOutput();
        } catch (IOException closedAlready) {
            // nothing to end
        }
    }

    /** FIN to both. */
    void close() {
        end(client, false);
        end(server, false);
    }

    /** RST to both. */
    void reset() {
        end(client, true);
        end(server, true);
    }

    private void end(Socket socket, boolean abruptly) {
        try {
            if (abruptly) {
                socket.setSoLinger(true, 0);
            }
            socket.close();
        } catch (IOException closedAlready) {
            // which is what was wanted
        }
        threads.forEach(Thread::interrupt);
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }
}
