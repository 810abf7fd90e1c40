package io.penstock.collector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.collector.client.LogdConnection;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that say nothing more, take nothing, stop in the middle, or do not wait: what they cost, and what they get. */
@Timeout(120)
class StrangersTest {

    private static final String BATCH =
            "BATCH 37 default 702548520 3\r\nMSG 2\r\nhi\r\nMSG 5\r\nhallo\r\nMSG 3\r\nsup\r\n";
    private static final String OPEN = "1 open 14 relp_version=0\n";

    @TempDir
    private Path directory;

    private CollectorProcess collector(String... options) throws IOException {
        return CollectorProcess.start(directory.resolve("data"), options);
    }

    private static Socket connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /** Sends, says that nothing more comes, and takes whatever is answered. */
    private static String sendAndEnd(InetSocketAddress address, String text) throws IOException {
        try (Socket socket = connect(address)) {
            send(socket, text);
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static long stored(CollectorProcess collector) throws IOException {
        long count = 0;
        try (LogdConnection connection = new LogdConnection(collector.logd(), Duration.ofSeconds(10))) {
            LogdConnection.Batches found = connection.tail("default", 10_000);
            while (!found.batches().isEmpty()) {
                for (LogdConnection.Batch batch : found.batches()) {
                    count += batch.messages().size();
                }
                found = connection.read("default", found.next(), 10_000);
            }
        }
        return count;
    }

    private static long messages(CollectorProcess collector) throws IOException {
        try (LogdConnection connection = new LogdConnection(collector.logd(), Duration.ofSeconds(10))) {
            return Long.parseLong(connection.stats().get("messages"));
        }
    }

    private static int count(String text, String part) {
        return (text.length() - text.replace(part, "").length()) / part.length();
    }

    @Test
    void logd_clientSaysThatNothingMoreComes_everyRequestIsDoneAndAnswered() throws Exception {
        try (CollectorProcess collector = collector()) {
            String answers = sendAndEnd(collector.logd(), BATCH.repeat(50) + "READ default 0 150\r\n");

            assertThat(answers)
                    .startsWith("OK 0 1\r\nOK 67 1\r\n")
                    .contains("OK 0 50\r\n")
                    .endsWith("sup\r\n");
            assertThat(stored(collector)).isEqualTo(150);
        }
    }

    @Test
    void relp_clientSaysThatNothingMoreComes_everyRecordIsAcknowledged() throws Exception {
        try (CollectorProcess collector = collector()) {
            String answers = sendAndEnd(collector.relp(), OPEN + "2 syslog 7 <14>one\n3 syslog 7 <14>two\n");

            assertThat(answers).endsWith("2 rsp 6 200 OK\n3 rsp 6 200 OK\n");
            assertThat(stored(collector)).isEqualTo(2);
        }
    }

    @Test
    void syslog_lastLineHasNoEnd_isKeptAllTheSame() throws Exception {
        try (CollectorProcess collector = collector()) {
            assertThat(sendAndEnd(collector.syslog(), "<14>one\n<14>two")).isEmpty();

            CollectorProcess.await("both lines", () -> stored(collector) == 2);
        }
    }

    /** How much a client that takes no answer can send before it is not read any more. */
    private static long sendableWithoutReading(InetSocketAddress address, String first, String again)
            throws IOException {
        long most = 48L << 20;
        long sent = 0;
        try (SocketChannel channel = SocketChannel.open()) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
            channel.connect(address);
            channel.write(ByteBuffer.wrap(first.getBytes(StandardCharsets.US_ASCII)));
            channel.configureBlocking(false);
            ByteBuffer requests = ByteBuffer.wrap(again.repeat(2000).getBytes(StandardCharsets.US_ASCII));
            long lastProgress = System.nanoTime();
            while (sent < most && System.nanoTime() - lastProgress < TimeUnit.SECONDS.toNanos(2)) {
                if (!requests.hasRemaining()) {
                    requests.rewind();
                }
                int written = channel.write(requests);
                sent += written;
                if (written > 0) {
                    lastProgress = System.nanoTime();
                } else {
                    LockSupport.parkNanos(1_000_000);
                }
            }
        }
        assertThat(sent)
                .as("bytes that were taken from a client that takes nothing")
                .isLessThan(most);
        return sent;
    }

    @Test
    void answersThatNobodyTakes_theClientIsNotReadAndOthersAre() throws Exception {
        try (CollectorProcess collector = collector()) {
            sendableWithoutReading(collector.logd(), "", "STATS\r\n");
            sendableWithoutReading(collector.relp(), OPEN, "2 nonsense 0\n");

            assertThat(sendAndEnd(collector.logd(), BATCH)).startsWith("OK ");
            assertThat(collector.errors()).doesNotContain("OutOfMemory");
        }
    }

    @Test
    void halfFrames_endTheirConnectionAfterAWhile_wholeOnesDoNot() throws Exception {
        try (CollectorProcess collector = collector("--idle-timeout", "1s");
                Socket silent = connect(collector.relp())) {
            send(silent, OPEN);
            for (InetSocketAddress port : List.of(collector.relp(), collector.syslog(), collector.python())) {
                try (Socket half = connect(port)) {
                    send(half, port.equals(collector.python()) ? "\0\0\1" : "1000 sysl");
                    assertThat(half.getInputStream().read()).isEqualTo(-1);
                }
            }
            try (Socket idle = connect(collector.logd())) {
                assertThat(idle.getInputStream().read()).isEqualTo(-1);
            }

            send(silent, "2 syslog 7 <14>one\n3 close 0\n");
            assertThat(new String(silent.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .contains("2 rsp 6 200 OK");
            CollectorProcess.await(
                    "the operator is told", () -> collector.errors().contains("half a frame of"));
        }
    }

    @Test
    void halfFrames_ofManyConnections_takeNoMoreMemoryThanThereIs() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (CollectorProcess collector = collector()) {
            // 256 MB outside the heap: a quarter of it is for half frames.
            byte[] half = ("1000000 " + "x".repeat(900_000)).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 100; i++) {
                Socket socket = connect(collector.syslog());
                sockets.add(socket);
                try {
                    socket.getOutputStream().write(half);
                } catch (IOException closedAlready) {
                    // One of those that are too many.
                }
            }
            CollectorProcess.await(
                    "some are closed", () -> collector.errors().contains("those of all connections take"));

            assertThat(sendAndEnd(collector.logd(), BATCH)).startsWith("OK ");
            assertThat(collector.errors()).doesNotContain("OutOfMemory");
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void reader_thatTakesNothing_isClosedAfterAWhile() throws Exception {
        try (CollectorProcess collector = collector("--idle-timeout", "1s")) {
            String body = "MSG 60000\r\n" + "z".repeat(60_000) + "\r\n";
            java.util.zip.CRC32 crc = new java.util.zip.CRC32();
            crc.update(body.getBytes(StandardCharsets.US_ASCII));
            String batch = "BATCH " + body.length() + " default " + crc.getValue() + " 1\r\n" + body;
            assertThat(count(sendAndEnd(collector.logd(), batch.repeat(400)), "OK "))
                    .isEqualTo(400);
            try (Socket slow = new Socket()) {
                slow.setReceiveBufferSize(4096);
                slow.connect(collector.logd());
                send(slow, "READ default 0 400\r\n");

                CollectorProcess.await(
                        "the operator is told",
                        () -> collector.errors().contains("it has taken nothing of its answers"));
            }
        }
    }

    @Test
    void terminate_batchesUnderWay_whatIsStoredIsAnsweredAndTheOtherWayRound() throws Exception {
        int batches = 20_000;
        long answered;
        try (CollectorProcess collector = collector();
                Socket socket = connect(collector.logd())) {
            Thread sender = new Thread(() -> {
                try {
                    send(socket, BATCH.repeat(batches));
                } catch (IOException closed) {
                    // By the end of the collector.
                }
            });
            sender.start();
            InputStream in = socket.getInputStream();
            StringBuilder answers = new StringBuilder();
            answers.append((char) in.read());
            Thread stop = new Thread(() -> {
                try {
                    collector.terminate();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            });
            stop.start();
            try {
                for (int c = in.read(); c >= 0; c = in.read()) {
                    answers.append((char) c);
                }
            } catch (IOException reset) {
                // What was not read any more makes it one.
            }
            stop.join();
            sender.join();
            answered = count(answers.toString(), "OK ");
        }
        try (CollectorProcess again = collector()) {
            assertThat(stored(again)).isEqualTo(3 * answered);
        }
        assertThat(answered).isLessThan(batches);
    }

    @Test
    void terminate_recordsUnderWay_endsInGoodOrder() throws Exception {
        try (CollectorProcess collector = collector();
                Socket socket = connect(collector.syslog())) {
            Thread sender = new Thread(() -> {
                try {
                    while (true) {
                        send(socket, "<14>line\n".repeat(1000));
                    }
                } catch (IOException closed) {
                    // By the end of the collector.
                }
            });
            sender.start();
            // Not read to the end, which moves on.
            CollectorProcess.await("records", () -> messages(collector) > 5000);

            collector.terminate();

            sender.join();
            assertThat(collector.errors()).doesNotContain("RejectedExecution").doesNotContain("Exception");
            assertThat(java.nio.file.Files.readString(directory.resolve("data/topics/default/identity")))
                    .contains("closed ");
        }
    }

    @Test
    void terminate_readersThatTakeNothing_endsWithoutASingleComplaint() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (CollectorProcess collector = collector()) {
            String body = "MSG 60000\r\n" + "z".repeat(60_000) + "\r\n";
            java.util.zip.CRC32 crc = new java.util.zip.CRC32();
            crc.update(body.getBytes(StandardCharsets.US_ASCII));
            String batch = "BATCH " + body.length() + " default " + crc.getValue() + " 1\r\n" + body;
            sendAndEnd(collector.logd(), batch.repeat(200));
            for (int i = 0; i < 20; i++) {
                Socket slow = new Socket();
                slow.setReceiveBufferSize(4096);
                slow.connect(collector.logd());
                sockets.add(slow);
                send(slow, "READ default 0 200\r\n");
                assertThat(slow.getInputStream().read()).isEqualTo('O');
            }

            collector.terminate();

            assertThat(collector.errors()).isEmpty();
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void manySenders_fasterThanTheDisk_takeNoMoreMemoryThanThereIs() throws Exception {
        int connections = 40;
        int lines = 15_000;
        List<Thread> senders = new ArrayList<>();
        try (CollectorProcess collector = collector("--max-waiting-bytes", "1MB")) {
            for (int i = 0; i < connections; i++) {
                senders.add(new Thread(() -> {
                    try {
                        sendAndEnd(collector.syslog(), "<14>x\n".repeat(lines));
                    } catch (IOException failure) {
                        throw new java.io.UncheckedIOException(failure);
                    }
                }));
            }
            senders.forEach(Thread::start);
            long most = 0;
            try (LogdConnection connection = new LogdConnection(collector.logd(), Duration.ofSeconds(60))) {
                Map<String, String> stats = connection.stats();
                while (Long.parseLong(stats.get("messages")) < (long) connections * lines) {
                    most = Math.max(most, Long.parseLong(stats.get("waiting_bytes")));
                    stats = connection.stats();
                }
            }
            for (Thread sender : senders) {
                sender.join();
            }

            // Beyond what was said: one buffer of the network, 64 KB of such lines, for each of the threads that read.
            assertThat(most).isLessThan(32L << 20);
            assertThat(collector.errors()).isEmpty();
        }
    }
}
