package io.penstock.collector.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.collector.client.CheckpointException;
import io.penstock.collector.client.CheckpointStore;
import io.penstock.collector.client.FailedBatch;
import io.penstock.collector.client.FileCheckpointStore;
import io.penstock.collector.client.RefusedException;
import io.penstock.collector.client.ScannedMessage;
import io.penstock.collector.client.Scanner;
import io.penstock.collector.client.Writer;
import io.penstock.collector.client.WriterListener;
import io.penstock.collector.client.WriterState;
import io.penstock.collector.log.Checkpoint;
import io.penstock.collector.log.CorruptLogException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Java client against a real collector. */
@Timeout(120)
class WriterAndScannerTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private static List<String> readAll(Scanner scanner) throws IOException {
        List<String> all = new ArrayList<>();
        for (ScannedMessage message = scanner.next(); message != null; message = scanner.next()) {
            all.add(message.text());
        }
        return all;
    }

    @Test
    void writeAndScan_batchesBySizeAndTime_sameMessagesInOrder() throws Exception {
        AtomicLong batches = new AtomicLong();
        try (CollectorProcess collector = CollectorProcess.start(directory.resolve("data"))) {
            WriterListener counting = new WriterListener() {
                @Override
                public void acknowledged(long offset, int messages) {
                    batches.incrementAndGet();
                }
            };
            List<String> sent = new ArrayList<>();
            try (Writer writer = Writer.to(collector.logd(), "orders")
                    .maxBatchBytes(1000)
                    .maxDelay(Duration.ofMillis(20))
                    .listener(counting)
                    .open()) {
                for (int i = 0; i < 100; i++) {
                    sent.add("message " + i);
                    writer.write("message " + i);
                }
                assertThat(writer.flush(LONG)).isTrue();
                // 27 or 28 bytes each with their frame.
                assertThat(batches.get()).isBetween(3L, 4L);
                sent.add("x".repeat(100_000));
                writer.write(sent.get(100));
                sent.add("the last, sent because time is up");
                writer.write(sent.get(101));
                CollectorProcess.await("sent when its time is up", () -> batches.get() >= 5);
                sent.add("sent by close");
                writer.write(sent.get(102));
            }
            try (Scanner scanner = Scanner.of(collector.logd(), "orders").open()) {
                assertThat(readAll(scanner)).isEqualTo(sent);
            }
        }
    }

    @Test
    void write_refused_isHandedBackAndTheWriterGoesOn() throws Exception {
        try (CollectorProcess collector =
                CollectorProcess.start(directory.resolve("data"), "--max-record-bytes", "100KB")) {
            Writer writer = Writer.to(collector.logd(), "orders").open();
            writer.write("x".repeat(200_000));
            writer.write("good");
            assertThat(writer.flush(LONG)).isFalse();

            List<FailedBatch> failed = writer.takeFailed();

            assertThat(failed).hasSize(1);
            assertThat(failed.get(0).messages().get(0)).hasSize(200_000);
            assertThat(failed.get(0).mayBeStored()).isFalse();
            assertThat(failed.get(0).reason())
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("too large");
            writer.close();
            assertThatThrownBy(() -> writer.write("late")).hasMessage("the writer is closed");
            try (Scanner scanner = Scanner.of(collector.logd(), "orders").open()) {
                assertThat(readAll(scanner)).containsExactly("good");
            }
        }
    }

    @Test
    void write_collectorKilledAgainAndAgain_nothingIsLostAndAScannerThatFollowsSeesAll() throws Exception {
        Path data = directory.resolve("data");
        Path file = directory.resolve("checkpoint");
        int port;
        try (CollectorProcess first = CollectorProcess.start(data)) {
            port = first.logd().getPort();
        }
        CollectorProcess collector =
                CollectorProcess.start(data, "--logd", String.valueOf(port), "--sync-interval", "50ms");
        ConcurrentLinkedQueue<WriterState> states = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
        WriterListener listener = new WriterListener() {
            @Override
            public void stateChanged(WriterState state, @Nullable IOException reason) {
                states.add(state);
            }
        };
        Writer writer = Writer.to(collector.logd(), "orders")
                .maxBatchBytes(2_000)
                .maxDelay(Duration.ofMillis(5))
                .listener(listener)
                .open();
        Scanner scanner = Scanner.of(collector.logd(), "orders")
                .store(new FileCheckpointStore(file))
                .follow(true)
                .open();
        Thread reader = new Thread(() -> {
            try {
                for (ScannedMessage message = scanner.next(); message != null; message = scanner.next()) {
                    seen.add(message.text());
                    if (seen.size() % 50 == 0) {
                        scanner.commit();
                    }
                }
            } catch (IOException failure) {
                seen.add(failure.toString());
            }
        });
        reader.start();
        Set<String> sent = new TreeSet<>();
        try {
            for (int i = 0; i < 3000; i++) {
                if (i % 1000 == 500) {
                    collector.kill();
                    collector = CollectorProcess.start(data, "--logd", String.valueOf(port), "--sync-interval", "50ms");
                }
                String message = "message " + i;
                CollectorProcess.await("the message is taken", () -> {
                    writer.takeFailed().forEach(batch -> retry(writer, batch));
                    try {
                        writer.write(message);
                        return true;
                    } catch (IOException notTaken) {
                        return false;
                    }
                });
                sent.add(message);
            }
            CollectorProcess.await("all is acknowledged", () -> {
                boolean all = writer.flush(LONG);
                List<FailedBatch> failed = writer.takeFailed();
                failed.forEach(batch -> retry(writer, batch));
                return all && failed.isEmpty();
            });
            writer.close();
            // In whatever order, some twice: a batch whose answer died with the collector was written again.
            CollectorProcess.await("the scanner has all", () -> seen.containsAll(sent));
            assertThat(new TreeSet<>(seen)).isEqualTo(sent);
            assertThat(states).contains(WriterState.FAILING, WriterState.CONNECTED, WriterState.CLOSED);
        } finally {
            scanner.close();
            reader.join();
            collector.close();
        }
    }

    private static void retry(Writer writer, FailedBatch batch) {
        try {
            writer.retry(batch);
        } catch (IOException closed) {
            throw new AssertionError(closed);
        }
    }

    @Test
    void scan_fromACheckpoint_goesOnExactlyThereAlsoAfterAKill() throws Exception {
        Path data = directory.resolve("data");
        CheckpointStore store = new FileCheckpointStore(directory.resolve("checkpoint"));
        List<String> read = new ArrayList<>();
        try (CollectorProcess collector = CollectorProcess.start(data, "--ack", "synced")) {
            try (Writer writer =
                    Writer.to(collector.logd(), "orders").maxBatchBytes(200).open()) {
                for (int i = 0; i < 40; i++) {
                    writer.write("message " + i);
                }
            }
            // Within a batch, and at the end of one: 7 messages of 27 bytes fit.
            for (int stop : new int[] {3, 4, 7}) {
                try (Scanner scanner =
                        Scanner.of(collector.logd(), "orders").store(store).open()) {
                    for (int i = 0; i < stop; i++) {
                        read.add(scanner.next().text());
                    }
                    scanner.commit();
                    scanner.next();
                }
            }
            collector.kill();
        }
        try (CollectorProcess collector = CollectorProcess.start(data);
                Scanner scanner =
                        Scanner.of(collector.logd(), "orders").store(store).open()) {
            read.addAll(readAll(scanner));
        }
        assertThat(read)
                .containsExactlyElementsOf(java.util.stream.IntStream.range(0, 40)
                        .mapToObj(i -> "message " + i)
                        .toList());
    }

    @Test
    void scan_checkpointThatDoesNotFit_isAnErrorAndNotAGuess() throws Exception {
        Path file = directory.resolve("checkpoint");
        FileCheckpointStore store = new FileCheckpointStore(file);
        try (CollectorProcess collector = CollectorProcess.start(directory.resolve("data"))) {
            try (Writer writer = Writer.to(collector.logd(), "orders").open()) {
                writer.write("one");
            }
            Checkpoint behind;
            try (Scanner scanner = Scanner.of(collector.logd(), "orders").open()) {
                scanner.next();
                behind = scanner.position().orElseThrow();
            }
            store.store(new Checkpoint(behind.logId(), behind.epoch(), behind.offset() + 1000, 0));
            assertRefused(collector, store, "beyond the end of the log at " + behind.offset());
            store.store(new Checkpoint("0".repeat(32), behind.epoch(), 0, 0));
            assertRefused(collector, store, "the checkpoint is one of log 000");
            store.store(new Checkpoint(behind.logId(), behind.epoch() + 1, 0, 0));
            assertRefused(collector, store, "an older copy of itself");
            Files.write(file, "nonsense".getBytes(StandardCharsets.US_ASCII));
            assertThatThrownBy(() ->
                            Scanner.of(collector.logd(), "orders").store(store).open())
                    .isInstanceOf(CorruptLogException.class);
            store.store(new Checkpoint(behind.logId(), behind.epoch(), 0, 0));
            try (Scanner scanner =
                    Scanner.of(collector.logd(), "other").store(store).open()) {
                assertThatThrownBy(scanner::next)
                        .isInstanceOf(CheckpointException.class)
                        .hasMessageContaining("has no such topic");
            }
        }
    }

    private static void assertRefused(CollectorProcess collector, CheckpointStore store, String reason)
            throws IOException {
        try (Scanner scanner =
                Scanner.of(collector.logd(), "orders").store(store).open()) {
            assertThatThrownBy(scanner::next)
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining(reason);
        }
    }
}
