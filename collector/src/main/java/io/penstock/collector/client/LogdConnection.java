package io.penstock.collector.client;

import io.penstock.collector.log.Checkpoint;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One connection in logd's protocol, one request at a time. Not safe for concurrent use. Also works with a logd server. */
public final class LogdConnection implements Closeable {

    private static final int LONGEST_LINE = 512;
    private static final int MOST_BATCH_BYTES = 256 << 20;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    /**
     * A batch that was read.
     *
     * @param offset of the batch
     * @param messages in it, in order
     */
    public record Batch(long offset, List<byte[]> messages) {}

    /**
     * What READ and TAIL give.
     *
     * @param next offset to go on from
     */
    public record Batches(List<Batch> batches, long next) {}

    /**
     * Without TLS.
     *
     * @param timeout of the connect and of each answer
     */
    public LogdConnection(InetSocketAddress server, Duration timeout) throws IOException {
        this(server, timeout, null);
    }

    /**
     * Connects.
     *
     * @param timeout of the connect and of each answer
     * @param tls the server's certificate must be for the name that it is addressed by; null: plain
     */
    public LogdConnection(InetSocketAddress server, Duration timeout, @Nullable SSLContext tls) throws IOException {
        Socket plain = new Socket();
        try {
            plain.connect(server, Math.toIntExact(timeout.toMillis()));
            plain.setSoTimeout(Math.toIntExact(timeout.toMillis()));
            plain.setTcpNoDelay(true);
            socket = tls == null ? plain : secured(plain, server, tls);
            in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
            out = new BufferedOutputStream(socket.getOutputStream(), 64 * 1024);
        } catch (Throwable failure) {
            plain.close();
            throw failure;
        }
    }

    private static Socket secured(Socket plain, InetSocketAddress server, SSLContext tls) throws IOException {
        SSLSocket secured =
                (SSLSocket) tls.getSocketFactory().createSocket(plain, server.getHostString(), server.getPort(), true);
        SSLParameters checked = secured.getSSLParameters();
        checked.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(checked);
        secured.startHandshake();
        return secured;
    }

    /**
     * Writes messages as one batch.
     *
     * @return its offset
     * @throws RefusedException if the server answered so
     */
    public long write(String topic, List<byte[]> messages) throws IOException {
        return write(request(topic, messages));
    }

    /** As {@link #write(String, List)}, of what {@link #request} has made: for whoever sends the same again and again. */
    public long write(byte[] request) throws IOException {
        out.write(request);
        out.flush();
        return number(okLine()[1]);
    }

    /** The request that writes these messages as one batch. */
    public static byte[] request(String topic, List<byte[]> messages) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] message : messages) {
            body.writeBytes(ascii("MSG " + message.length + "\r\n"));
            body.writeBytes(message);
            body.writeBytes(ascii("\r\n"));
        }
        byte[] bytes = body.toByteArray();
        CRC32 crc = new CRC32();
        crc.update(bytes);
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(
                ascii("BATCH " + bytes.length + " " + topic + " " + crc.getValue() + " " + messages.size() + "\r\n"));
        request.writeBytes(bytes);
        return request.toByteArray();
    }

    /** Whole batches from there on, until they have at least so many messages. Empty batches: nothing is there (yet). */
    public Batches read(String topic, long offset, int messages) throws IOException {
        return batches("READ " + topic + " " + offset + " " + messages + "\r\n", topic, offset);
    }

    /** As {@link #read}, from the oldest batch that is kept. */
    public Batches tail(String topic, int messages) throws IOException {
        return batches("TAIL " + topic + " " + messages + "\r\n", topic, 0);
    }

    /**
     * Asks whether a reader that had come so far may go on there. Not in logd: its server refuses it.
     *
     * @throws RefusedException with the reason if it may not
     */
    public void resume(String topic, Checkpoint checkpoint) throws IOException {
        send("RESUME " + topic + " " + checkpoint.logId() + " " + checkpoint.epoch() + " " + checkpoint.offset()
                + "\r\n");
        okLine();
    }

    private Batches batches(String request, String topic, long from) throws IOException {
        send(request);
        String[] words;
        try {
            words = okLine();
        } catch (RefusedException refused) {
            if (refused.reason().equals("not found")) {
                return new Batches(List.of(), from);
            }
            throw refused;
        }
        long offset = number(words[1]);
        long count = number(words[2]);
        List<Batch> batches = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            String line = line();
            String[] envelope = line.split(" ");
            if (envelope.length != 5 || !envelope[0].equals("BATCH") || !envelope[2].equals(topic)) {
                throw new IOException("the server sent no batch where one was announced");
            }
            long size = number(envelope[1]);
            if (size > MOST_BATCH_BYTES) {
                throw new IOException("the server announced a batch of " + size + " bytes");
            }
            byte[] body = in.readNBytes((int) size);
            CRC32 crc = new CRC32();
            crc.update(body);
            if (body.length != size || crc.getValue() != number(envelope[3])) {
                throw new IOException("the batch at offset " + offset + " arrived damaged");
            }
            batches.add(new Batch(offset, messages(body)));
            offset += line.length() + 2L + size;
        }
        return new Batches(batches, offset);
    }

    private static List<byte[]> messages(byte[] body) throws IOException {
        List<byte[]> messages = new ArrayList<>();
        int at = 0;
        while (at < body.length) {
            int end = at;
            while (end < body.length && body[end] != '\r') {
                end++;
            }
            String line = new String(body, at, end - at, StandardCharsets.US_ASCII);
            if (!line.startsWith("MSG ")) {
                throw new IOException("a message of the batch does not begin with MSG");
            }
            long length = number(line.substring(4));
            long start = end + 2L;
            if (start + length + 2 > body.length) {
                throw new IOException("a message is longer than its batch");
            }
            messages.add(java.util.Arrays.copyOfRange(body, (int) start, (int) (start + length)));
            at = (int) (start + length) + 2;
        }
        return messages;
    }

    /** Whether the server has ended the connection; only between a request's answer and the next request. Waits a millisecond. */
    public boolean isEnded() throws IOException {
        int timeout = socket.getSoTimeout();
        socket.setSoTimeout(1);
        try {
            in.mark(1);
            if (in.read() < 0) {
                return true;
            }
            in.reset();
            return false;
        } catch (SocketTimeoutException nothingCame) {
            return false;
        } catch (SocketException reset) {
            return true;
        } finally {
            socket.setSoTimeout(timeout);
        }
    }

    /** What the server says of itself. */
    public Map<String, String> stats() throws IOException {
        return several("STATS\r\n");
    }

    /** What the server expects of its clients. */
    public Map<String, String> config() throws IOException {
        return several("CONFIG\r\n");
    }

    private Map<String, String> several(String request) throws IOException {
        send(request);
        String[] words = line().split(" ", 2);
        if (!words[0].equals("MOK")) {
            throw refused(words);
        }
        byte[] lines = in.readNBytes((int) Math.min(number(words[1]), MOST_BATCH_BYTES));
        in.readNBytes(2);
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : new String(lines, StandardCharsets.UTF_8).split("\r\n")) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                values.put(line.substring(0, colon), line.substring(colon + 2));
            }
        }
        return values;
    }

    private void send(String request) throws IOException {
        out.write(ascii(request));
        out.flush();
    }

    private String[] okLine() throws IOException {
        String[] words = line().split(" ", 3);
        if (words[0].equals("OK") && words.length == 3) {
            return words;
        }
        throw refused(words);
    }

    private static IOException refused(String[] words) {
        if (!words[0].equals("ERR")) {
            return new IOException("the server does not speak logd's protocol; it answered " + words[0]);
        }
        return new RefusedException(
                words.length == 1 ? "" : String.join(" ", List.of(words).subList(1, words.length)));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (line.length() > LONGEST_LINE) {
                throw new IOException("the server does not speak logd's protocol: its line has no end");
            }
            line.append((char) c);
        }
        if (line.length() > 0 && line.charAt(line.length() - 1) == '\r') {
            line.setLength(line.length() - 1);
        }
        return line.toString();
    }

    private static long number(String word) throws IOException {
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException none) {
            throw new IOException("the server sent \"" + word + "\" where a number belongs");
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
