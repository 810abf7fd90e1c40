package io.penstock.collector.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random actions on a log beside a list that does the same. The seed stands in the test's name; one that failed belongs into
 * {@link #seeds()}.
 */
class TopicLogModelTest {

    private static final Path DIRECTORY = Path.of("/data/topics/default");
    private static final int RUNS = Boolean.getBoolean("penstock.soak") ? 100_000 : 2_000;
    private static final int ACTIONS = 64;

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void randomActions_neverDifferFromAList(long group) throws Exception {
        for (long seed = group * RUNS / 20; seed < (group + 1) * RUNS / 20; seed++) {
            try {
                new Model(seed).run();
            } catch (Throwable failure) {
                throw new AssertionError("seed " + seed, failure);
            }
        }
    }

    private static final class Model {

        private final Random random;
        private final MemoryFiles files = new MemoryFiles();
        private final List<Entry> entries = new ArrayList<>();
        private TopicLog log;
        private long synced;
        private int number;

        private record Entry(long offset, List<String> messages) {}

        Model(long seed) throws IOException {
            random = new Random(seed);
            log = open();
        }

        private TopicLog open() throws IOException {
            return TopicLog.own(
                    files, Batches.TOPIC, DIRECTORY, 300 + random.nextInt(2000), Clock.systemUTC(), header -> {});
        }

        void run() throws IOException {
            for (int i = 0; i < ACTIONS; i++) {
                switch (random.nextInt(12)) {
                    case 0, 1, 2, 3, 4 -> append();
                    case 5 -> sync();
                    case 6 -> failToSync();
                    case 7 -> fillTheDisk();
                    case 8 -> retain();
                    case 9 -> killAndReopen();
                    case 10 -> cutPowerAndReopen();
                    default -> readFromAnywhere();
                }
                if (random.nextInt(4) == 0) {
                    readFromAnywhere();
                }
            }
            killAndReopen();
            readAll();
        }

        private void append() throws IOException {
            String[] messages = new String[1 + random.nextInt(4)];
            for (int i = 0; i < messages.length; i++) {
                messages[i] = number++ + "x".repeat(random.nextInt(100));
            }
            long expected = log.end();
            try {
                assertThat(log.append(Batches.of(messages))).isEqualTo(expected);
                entries.add(new Entry(expected, List.of(messages)));
            } catch (IOException diskTrouble) {
                assertThat(log.end()).isEqualTo(expected);
            }
        }

        private void sync() {
            try {
                log.sync();
                synced = log.end();
            } catch (IOException failedBefore) {
                assertThat(log.synced()).isLessThanOrEqualTo(log.end());
            }
        }

        private void failToSync() {
            files.failingSyncs = 1 + random.nextInt(2);
            sync();
            if (random.nextBoolean()) {
                files.failingSyncs = 0;
            }
        }

        private void fillTheDisk() throws IOException {
            files.room = random.nextInt(400);
            append();
            append();
            files.room = Long.MAX_VALUE;
        }

        private void retain() throws IOException {
            log.retain(new Retention(null, 500 + random.nextInt(4000)), 0);
            long oldest = log.oldest();
            entries.removeIf(entry -> entry.offset < oldest);
        }

        private void killAndReopen() throws IOException {
            files.kill();
            files.failingSyncs = 0;
            log = open();
            synced = log.end();
            readAll();
        }

        private void cutPowerAndReopen() throws IOException {
            long durable = log.synced();
            assertThat(durable).isGreaterThanOrEqualTo(Math.max(synced, log.oldest()));
            Checkpoint ofAReader = log.checkpoint(durable, 0);
            files.cutPower(random);
            log = open();
            assertThat(log.end()).as("what was synced is there").isGreaterThanOrEqualTo(durable);
            assertThat(log.identity().objection(ofAReader, log.end())).isNull();
            long end = log.end();
            entries.removeIf(entry -> entry.offset >= end);
            synced = end;
            readAll();
        }

        private void readAll() throws IOException {
            List<String> expected = new ArrayList<>();
            entries.forEach(entry -> expected.addAll(entry.messages));
            assertThat(Batches.read(log, log.oldest())).isEqualTo(expected);
            assertThat(Batches.read(TopicLog.view(files, Batches.TOPIC, DIRECTORY), log.oldest()))
                    .isEqualTo(expected);
        }

        private void readFromAnywhere() throws IOException {
            int from = random.nextInt(entries.size() + 1);
            long offset = from == entries.size() ? log.end() : entries.get(from).offset;
            List<String> all = new ArrayList<>();
            List<String> durable = new ArrayList<>();
            for (Entry entry : entries.subList(from, entries.size())) {
                all.addAll(entry.messages);
                if (entry.offset < log.synced()) {
                    durable.addAll(entry.messages);
                }
            }
            assertThat(Batches.read(log, offset)).isEqualTo(all);
            assertThat(Batches.read(log, offset, true)).isEqualTo(durable);
        }
    }
}
