package io.penstock.collector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.collector.client.LogdConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The collector is killed with -9 under load: what was acknowledged is there, at the offset that was told, and nothing is torn. */
class CollectorKillTest {

    private static final int KILLS = Boolean.getBoolean("penstock.soak") ? 50 : 4;
    private static final int WRITERS = 4;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private final AtomicReference<InetSocketAddress> address = new AtomicReference<>();
    private volatile boolean stopping;

    @ParameterizedTest
    @ValueSource(strings = {"written", "synced"})
    @Timeout(300)
    void kill_underLoad_everythingAcknowledgedIsThereAndNoOffsetTwice(String level) throws Exception {
        Path data = directory.resolve(level);
        List<Writer> writers = new ArrayList<>();
        CollectorProcess collector =
                CollectorProcess.start(data, "--ack", level, "--segment-bytes", "1MB", "--max-record-bytes", "64KB");
        try {
            address.set(collector.logd());
            for (int i = 0; i < WRITERS; i++) {
                writers.add(new Writer("w" + i));
            }
            writers.forEach(Thread::start);
            Random random = new Random(1);
            for (int kill = 0; kill < KILLS; kill++) {
                long goal = acknowledged(writers) + 200 + random.nextInt(500);
                CollectorProcess.await(goal + " acknowledged", () -> acknowledged(writers) >= goal);
                collector.kill();
                collector = CollectorProcess.start(
                        data, "--ack", level, "--segment-bytes", "1MB", "--max-record-bytes", "64KB");
                address.set(collector.logd());
            }
            long goal = acknowledged(writers) + 200;
            CollectorProcess.await(goal + " acknowledged", () -> acknowledged(writers) >= goal);
            stopping = true;
            for (Writer writer : writers) {
                writer.join();
            }
            compare(collector, writers);
            assertThat(collector.terminate()).isEqualTo(143);
            assertThat(Main.run("check", "--data", data.toString())).isZero();
        } finally {
            stopping = true;
            collector.close();
            for (Writer writer : writers) {
                writer.join();
            }
        }
    }

    private static long acknowledged(List<Writer> writers) {
        return writers.stream().mapToLong(writer -> writer.count).sum();
    }

    private static void compare(CollectorProcess collector, List<Writer> writers) throws IOException {
        Map<Long, String> told = new TreeMap<>();
        for (Writer writer : writers) {
            for (Map.Entry<Long, String> entry : writer.offsets.entrySet()) {
                assertThat(told.put(entry.getKey(), entry.getValue()))
                        .as("offset %d was told twice", entry.getKey())
                        .isNull();
            }
        }
        Map<Long, String> kept = new TreeMap<>();
        Set<String> messages = new HashSet<>();
        try (LogdConnection connection = new LogdConnection(collector.logd(), TIMEOUT)) {
            LogdConnection.Batches found = connection.tail("default", 1000);
            while (!found.batches().isEmpty()) {
                for (LogdConnection.Batch batch : found.batches()) {
                    String first = new String(batch.messages().get(0), StandardCharsets.UTF_8);
                    assertThat(batch.messages()).hasSize(3);
                    kept.put(batch.offset(), first);
                    messages.add(first);
                }
                found = connection.read("default", found.next(), 1000);
            }
        }
        assertThat(kept).containsAllEntriesOf(told);
        // What was written and whose acknowledgement died with the collector was sent again: twice at most.
        assertThat(messages).hasSizeGreaterThanOrEqualTo(told.size());
    }

    /** Sends numbered batches; one that is not acknowledged again, until it is. */
    private final class Writer extends Thread {

        private final Map<Long, String> offsets = new TreeMap<>();
        private volatile long count;

        private Writer(String name) {
            super(name);
        }

        @Override
        public void run() {
            while (!stopping) {
                try (LogdConnection connection = new LogdConnection(address.get(), TIMEOUT)) {
                    while (!stopping) {
                        String first = getName() + "-" + count;
                        List<byte[]> batch = List.of(
                                first.getBytes(StandardCharsets.UTF_8),
                                new byte[100],
                                "end".getBytes(StandardCharsets.UTF_8));
                        offsets.put(connection.write("default", batch), first);
                        count++;
                    }
                } catch (IOException killed) {
                    Thread.onSpinWait();
                }
            }
        }
    }
}
