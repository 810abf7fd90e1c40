package io.penstock.collector.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StretchTest {

    private static final Path DIRECTORY = Path.of("/data/topics/default");
    private static final long MINUTE = Instant.parse("2026-11-22T10:00:00Z").toEpochMilli();

    private final MemoryFiles files = new MemoryFiles();

    private TopicLog own() throws IOException {
        return TopicLog.own(files, Batches.TOPIC, DIRECTORY, 300_000, Clock.systemUTC(), header -> {});
    }

    /** A batch of about 1 KB. */
    private static MessageBatch batch(LogLevel level, long... times) {
        MessageBatchBuilder builder = new MessageBatchBuilder(Batches.TOPIC, MessageForm.JSON);
        for (long time : times) {
            builder.add("x".repeat(800 / times.length).getBytes(StandardCharsets.US_ASCII), level, time);
        }
        return builder.build();
    }

    private static List<LogStretch> stretches(TopicLog log) throws IOException {
        List<LogStretch> all = new ArrayList<>();
        StretchCursor cursor = log.stretches();
        for (LogStretch next = cursor.next(); next != null; next = cursor.next()) {
            all.add(next);
        }
        return all;
    }

    @Test
    void stretches_eventsOfSeveralMinutes_haveTheCountsOfOneMinuteEach() throws Exception {
        TopicLog log = own();
        for (int minute = 0; minute < 3; minute++) {
            for (int i = 0; i < 10; i++) {
                log.append(batch(i < 2 ? LogLevel.WARN : LogLevel.INFO, MINUTE + minute * 60_000 + i * 6_000));
            }
        }

        List<LogStretch> found = stretches(TopicLog.view(files, Batches.TOPIC, DIRECTORY));

        assertThat(found).hasSize(3).allMatch(LogStretch::isOfOneMinute);
        assertThat(found).extracting(LogStretch::leastTime).containsExactly(MINUTE, MINUTE + 60_000, MINUTE + 120_000);
        assertThat(found)
                .extracting(LogStretch::greatestTime)
                .containsExactly(MINUTE + 54_000, MINUTE + 114_000, MINUTE + 174_000);
        assertThat(found).allMatch(stretch -> stretch.count(LogLevel.WARN) == 2 && stretch.count(LogLevel.INFO) == 8);
    }

    @Test
    void stretches_clocksThatDisagreeOrLittleOfEachMinute_areNotCutToPieces() throws Exception {
        TopicLog log = own();
        for (int i = 0; i < 40; i++) {
            log.append(batch(LogLevel.INFO, MINUTE + (i % 2) * 60_000));
        }

        List<LogStretch> found = stretches(TopicLog.view(files, Batches.TOPIC, DIRECTORY));

        // 4 KB each.
        assertThat(found).hasSizeBetween(6, 9);
        assertThat(found.get(0).isOfOneMinute()).isFalse();
        assertThat(found).allMatch(stretch -> stretch.count(LogLevel.INFO) > 0);
        assertThat(found.stream()
                        .mapToInt(stretch -> stretch.count(LogLevel.INFO))
                        .sum())
                .isEqualTo(40);
    }

    @Test
    void index_missingOrDamaged_isWrittenAgainByTheOwner() throws Exception {
        TopicLog log = own();
        for (int i = 0; i < 1000; i++) {
            log.append(batch(LogLevel.INFO, MINUTE + i * 1000));
        }
        List<Path> indexes = indexes();
        assertThat(indexes).hasSizeGreaterThan(1);
        byte[] first = files.readAll(indexes.get(0));
        byte[] second = files.readAll(indexes.get(1));
        files.delete(indexes.get(0));
        files.damage(indexes.get(1), 30);
        files.kill();

        List<LogStretch> seen = stretches(TopicLog.view(files, Batches.TOPIC, DIRECTORY));
        assertThat(files.exists(indexes.get(0))).isFalse();
        own();

        assertThat(files.readAll(indexes.get(0))).isEqualTo(first);
        assertThat(files.readAll(indexes.get(1))).isEqualTo(second);
        assertThat(seen.stream()
                        .mapToInt(stretch -> stretch.count(LogLevel.INFO))
                        .sum())
                .isEqualTo(1000);
    }

    private List<Path> indexes() {
        return files.list(DIRECTORY).stream()
                .filter(path -> path.toString().endsWith(Segment.INDEX_SUFFIX))
                .toList();
    }
}
