package io.penstock.benchmark.collector;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What {@code bench} is held against: a loop per connection that copies each batch from its socket to a file and says OK. It checks nothing,
 * orders nothing, and could give nothing back.
 */
public final class BareCopy {

    private static final byte[] OK = "OK 0 1\r\n".getBytes(StandardCharsets.US_ASCII);

    private BareCopy() {}

    /**
     * Prints its port.
     *
     * @param arguments the directory of the files
     */
    public static void main(String[] arguments) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress())) {
            System.out.println(server.getLocalPort());
            for (int number = 1; ; number++) {
                Socket socket = server.accept();
                Path file = Path.of(arguments[0], "copy-" + number);
                Thread copier = new Thread(() -> copy(socket, file));
                copier.setDaemon(true);
                copier.start();
            }
        }
    }

    private static void copy(Socket socket, Path file) {
        byte[] buffer = new byte[64 * 1024];
        try (socket;
                OutputStream out = Files.newOutputStream(file)) {
            InputStream in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
            for (int left = size(in); left >= 0; left = size(in)) {
                while (left > 0) {
                    int read = in.read(buffer, 0, Math.min(left, buffer.length));
                    if (read < 0) {
                        return;
                    }
                    out.write(buffer, 0, read);
                    left -= read;
                }
                socket.getOutputStream().write(OK);
            }
        } catch (IOException gone) {
            // The client is done.
        }
    }

    /** Of the batch whose first line comes now; -1: none comes. */
    private static int size(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return -1;
            }
            line.append((char) c);
        }
        return Integer.parseInt(line.toString().split(" ")[1]);
    }
}
