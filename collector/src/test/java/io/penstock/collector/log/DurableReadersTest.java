package io.penstock.collector.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers with a checkpoint, and retention that would take something from them. */
class DurableReadersTest {

    private static final Retention LITTLE = new Retention(null, 3000);

    @TempDir
    private Path data;

    private final MemoryFiles files = new MemoryFiles();
    private final List<String> told = new ArrayList<>();
    private long millis = 1_700_000_000_000L;
    private long nanos;
    private DataDirectory directory;
    private TopicLog log;

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis);
        }
    };

    @BeforeEach
    void open() throws IOException {
        directory = DataDirectory.own(files, data, 1000, 10, clock, header -> {});
        log = directory.topicToWrite(Batches.TOPIC);
    }

    @AfterEach
    void close() throws IOException {
        directory.close();
    }

    private void append(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            log.append(Batches.of("message " + i));
        }
        log.sync();
    }

    private RetentionRun retention(DurableReaders readers, Retention retention, long waitBytes) {
        return new RetentionRun(directory, readers, retention, waitBytes, clock, () -> nanos, told::add);
    }

    private DurableReaders readers() throws IOException {
        return DurableReaders.of(files, data);
    }

    private String file(String reader) throws IOException {
        return new String(files.readAll(data.resolve("readers/" + reader + "/default")), StandardCharsets.US_ASCII);
    }

    @Test
    void save_openAgain_goesOnThere() throws Exception {
        append(10);
        long second;
        try (DurableReader reader = readers().open("db", log)) {
            second = reader.next().nextOffset();
            reader.save(second, 0);
        }

        try (DurableReader again = readers().open("db", log)) {
            assertThat(again.next().header().offset()).isEqualTo(second);
        }
        assertThat(file("db"))
                .isEqualTo("penstock checkpoint 1 " + log.identity().id() + " 1 " + second + " 0\n");
    }

    @Test
    void next_notSynced_isNotShown() throws Exception {
        append(1);
        log.append(Batches.of("not yet"));

        try (DurableReader reader = readers().open("db", log)) {
            assertThat(reader.next()).isNotNull();
            assertThat(reader.next()).isNull();
            log.sync();
            assertThat(reader.next()).isNotNull();
        }
    }

    @Test
    void powerCut_afterAllThatIsShownWasSaved_checkpointIsStillGood() throws Exception {
        for (int seed = 0; seed < 50; seed++) {
            append(5);
            long saved = 0;
            try (DurableReader reader = readers().open("db", log)) {
                log.append(Batches.of("may be lost"));
                for (StoredBatch batch = reader.next(); batch != null; batch = reader.next()) {
                    saved = batch.nextOffset();
                    reader.save(saved, 0);
                }
            }
            files.cutPower(new Random(seed));
            log = TopicLog.own(files, Batches.TOPIC, data.resolve("topics/default"), 1000, clock, header -> {});
            log.append(Batches.of("other words, perhaps in its place"));
            log.sync();

            try (DurableReader reader = readers().open("db", log)) {
                assertThat(reader.next().header().offset()).as("seed %d", seed).isEqualTo(saved);
            }
        }
        // What the directory had open died with the power.
        directory = DataDirectory.view(files, data);
    }

    @Test
    void retain_pass_theGapStandsInTheCheckpointAndInStatsAndIsTold() throws Exception {
        append(100);
        DurableReaders readers = readers();
        readers.open("db", log).close();

        retention(readers, LITTLE, 0).run();

        long oldest = log.oldest();
        assertThat(oldest).isPositive();
        assertThat(file("db"))
                .isEqualTo(
                        "penstock checkpoint 1 " + log.identity().id() + " 1 " + oldest + " 0\ngap 0 " + oldest + "\n");
        assertThat(readers.stats())
                .containsEntry("reader.db.default.offset", Long.toString(oldest))
                .containsEntry("reader.db.default.missed_bytes", Long.toString(oldest));
        assertThat(told)
                .isNotEmpty()
                .allMatch(line -> line.startsWith("reader db of topic default misses what was at offsets "));
        try (DurableReader again = readers().open("db", log)) {
            assertThat(again.next().header().offset()).isEqualTo(oldest);
        }
    }

    @Test
    void retain_passWhileItReads_goesOnBehindTheGap() throws Exception {
        append(100);
        DurableReaders readers = readers();
        try (DurableReader reader = readers.open("db", log)) {
            retention(readers, LITTLE, 0).run();

            assertThat(reader.next().header().offset()).isEqualTo(log.oldest());
        }
    }

    @Test
    void retain_passWhileTheFileIsOpen_countsOnlyWhatWasNotReadAsMissed() throws Exception {
        append(100);
        DurableReaders readers = readers();
        try (DurableReader reader = readers.open("db", log)) {
            long first = reader.next().nextOffset();
            retention(readers, LITTLE, 0).run();

            reader.save(first, 0);

            assertThat(file("db")).endsWith(" " + log.oldest() + " 0\ngap " + first + " " + log.oldest() + "\n");
        }
    }

    @Test
    void retain_wait_keepsWhatIsNotReadUpToTheBudget() throws Exception {
        append(100);
        DurableReaders readers = readers();
        try (DurableReader reader = readers.open("db", log)) {
            retention(readers, LITTLE, 1_000_000).run();
            assertThat(log.oldest()).isZero();

            for (StoredBatch batch = reader.next(); batch != null; batch = reader.next()) {
                reader.save(batch.nextOffset(), 0);
            }
            retention(readers, LITTLE, 1_000_000).run();
            assertThat(log.oldest()).isPositive();
            assertThat(told).isEmpty();

            append(100);
            long unread = log.oldest();
            retention(readers, LITTLE, 8_000).run();
            assertThat(log.oldest()).isGreaterThan(unread);
            assertThat(log.sizeOnDisk()).isBetween(6_000L, 8_000L);
            assertThat(told).isNotEmpty();
        }
    }

    @Test
    void retain_clockJumpsForward_deletesNothingByAgeForADay() throws Exception {
        append(100);
        RetentionRun run = retention(readers(), new Retention(Duration.ofDays(7), Long.MAX_VALUE), 0);
        nanos += Duration.ofMinutes(1).toNanos();
        millis += Duration.ofDays(30).toMillis();

        run.run();

        assertThat(log.oldest()).isZero();
        assertThat(told).singleElement().asString().contains("the clock has jumped by");

        nanos += Duration.ofDays(1).toNanos();
        millis += Duration.ofDays(1).toMillis();
        run.run();
        assertThat(log.oldest()).isPositive();
    }

    @Test
    void of_damagedCheckpoint_saysWhichFile() throws Exception {
        append(1);
        readers().open("db", log).close();
        files.replace(data.resolve("readers/db/default"), "nonsense\n".getBytes(StandardCharsets.US_ASCII));

        assertThatThrownBy(this::readers)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("readers/db/default: the file is not a checkpoint");
    }

    @Test
    void open_topicMadeAgain_isRefused() throws Exception {
        append(1);
        readers().open("db", log).close();
        String other = "penstock checkpoint 1 00000000000000000000000000000000 1 0 0\n";
        files.replace(data.resolve("readers/db/default"), other.getBytes(StandardCharsets.US_ASCII));

        assertThatThrownBy(() -> readers().open("db", log))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("reader db of topic default: the checkpoint is one of log 0000");
    }
}
