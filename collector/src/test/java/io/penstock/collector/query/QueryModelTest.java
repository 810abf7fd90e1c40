package io.penstock.collector.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.collector.log.DataDirectory;
import io.penstock.collector.log.DiskFiles;
import io.penstock.collector.log.LogLevel;
import io.penstock.collector.log.MessageBatchBuilder;
import io.penstock.collector.log.MessageForm;
import io.penstock.collector.log.TopicLog;
import io.penstock.collector.log.TopicName;
import io.penstock.collector.record.LogRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random records in a log of several segments beside a list of them, and random queries of both. The seed stands in the test's name; one that
 * failed belongs into {@link #seeds()}.
 */
class QueryModelTest {

    private static final int LOGS = Boolean.getBoolean("penstock.soak") ? 1_000 : 6;
    private static final int QUERIES = 60;
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final String[] WORDS = {
        "timed",
        "out",
        "timed out",
        "grüße",
        "\"quoted\"",
        "back\\slash",
        "two\nlines",
        "tab\there",
        "\u0001",
        "\u2028",
        "€",
        "𝄞",
        "a",
        "{}"
    };
    private static final String[] LOGGERS = {"com.acme", "com.acme.Order", "com.acmes", "org", "org.\"odd\""};

    @TempDir
    private Path directory;

    static LongStream seeds() {
        return LongStream.range(0, LOGS);
    }

    /** A message in the log, and what is known of it. Without a record it is a logd client's own text. */
    private record Entry(String topic, long offset, int index, String message, LogRecord record, long appended) {}

    private Random random;
    private final List<Entry> entries = new ArrayList<>();

    @ParameterizedTest
    @MethodSource("seeds")
    void randomQueries_findWhatAPlainFilterFinds(long seed) throws Exception {
        random = new Random(seed);
        Clock clock = Clock.fixed(START, ZoneOffset.UTC);
        try (DataDirectory owned = DataDirectory.own(
                new DiskFiles(), directory, 4_000 + random.nextInt(60_000), 10, clock, header -> {})) {
            int batches = 50 + random.nextInt(200);
            for (int i = 0; i < batches; i++) {
                append(owned.topicToWrite(new TopicName("topic" + random.nextInt(2))));
            }
            if (random.nextBoolean()) {
                deleteAnIndex();
            }
            if (random.nextBoolean()) {
                tearTheTail();
            }

            try (DataDirectory seen = DataDirectory.viewStretches(new DiskFiles(), directory, topic -> true)) {
                for (int i = 0; i < QUERIES; i++) {
                    compare(seen, query());
                }
            }
        }
    }

    private void append(TopicLog log) throws IOException {
        boolean raw = random.nextInt(8) == 0;
        MessageBatchBuilder builder = new MessageBatchBuilder(log.topic(), raw ? MessageForm.RAW : MessageForm.JSON);
        // Batches of one minute, of several, and some whose clock is wrong.
        long base = START.plusSeconds(random.nextInt(4) * 60).toEpochMilli();
        int spread = random.nextInt(4) == 0 ? 200_000 : 1_000;
        LogLevel only = random.nextInt(3) == 0 ? LogLevel.INFO : null;
        int count = 1 + random.nextInt(random.nextInt(10) == 0 ? 200 : 10);
        List<Entry> added = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            LogRecord record = record(base + random.nextInt(spread), only);
            boolean asText = raw && random.nextBoolean();
            byte[] bytes = asText ? message().getBytes(StandardCharsets.UTF_8) : record.toJson();
            if (!builder.hasRoomFor(bytes.length)) {
                break;
            }
            if (raw) {
                builder.add(bytes, LogLevel.UNKNOWN, Long.MIN_VALUE);
            } else {
                builder.add(
                        bytes, record.level(), record.time().toEpochMilli(), 1, record.session(), record.sequence());
            }
            added.add(new Entry(
                    log.topic().value(),
                    0,
                    i,
                    new String(bytes, StandardCharsets.UTF_8),
                    asText ? null : record,
                    START.toEpochMilli()));
        }
        long offset = log.append(builder.build());
        added.forEach(entry ->
                entries.add(new Entry(entry.topic, offset, entry.index, entry.message, entry.record, entry.appended)));
    }

    private LogRecord record(long time, LogLevel only) {
        Map<String, Object> attributes = new TreeMap<>();
        if (random.nextBoolean()) {
            attributes.put(
                    "user", random.nextBoolean() ? (Object) random.nextInt(3) : String.valueOf(random.nextInt(3)));
        }
        if (random.nextInt(4) == 0) {
            attributes.put("odd \"name\"", message());
        }
        if (random.nextInt(4) == 0) {
            attributes.put("nested", Map.of("user", 1, "list", List.of(1, "}", message())));
        }
        String session = random.nextInt(4) == 0 ? "session-timed out" : null;
        return new LogRecord(
                Instant.ofEpochMilli(time).plusNanos(random.nextInt(1_000_000)),
                only != null ? only : LogLevel.values()[random.nextInt(LogLevel.COUNT)],
                random.nextInt(5) == 0 ? null : LOGGERS[random.nextInt(LOGGERS.length)],
                message(),
                "main",
                null,
                null,
                random.nextInt(6) == 0 ? "java.io.IOException: " + message() + "\n\tat x" : null,
                attributes,
                session,
                session == null ? 0 : random.nextInt(1000),
                null,
                "relp:127.0.0.1");
    }

    private String message() {
        StringBuilder text = new StringBuilder();
        int words = random.nextInt(5);
        for (int i = 0; i < words; i++) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextBoolean() ? " " : "");
        }
        return text.toString();
    }

    private Query query() {
        long since = Long.MIN_VALUE;
        long until = Long.MAX_VALUE;
        if (random.nextInt(3) == 0) {
            since = START.toEpochMilli() + random.nextInt(300_000) - 1;
        }
        if (random.nextInt(3) == 0) {
            until = Math.max(since, START.toEpochMilli()) + 1 + random.nextInt(120_000);
        }
        List<String> texts = new ArrayList<>();
        while (random.nextInt(3) == 0) {
            texts.add(WORDS[random.nextInt(WORDS.length)]);
        }
        Map<String, String> attributes = new TreeMap<>();
        if (random.nextInt(4) == 0) {
            attributes.put("user", String.valueOf(random.nextInt(3)));
        }
        return new Query(
                since,
                until,
                random.nextInt(3) == 0 ? LogLevel.values()[random.nextInt(5)] : null,
                random.nextInt(4) == 0 ? LOGGERS[random.nextInt(LOGGERS.length)] : "",
                texts,
                attributes);
    }

    private void compare(DataDirectory seen, Query query) throws IOException {
        List<Entry> expected = entries.stream().filter(plain(query)).toList();
        List<String> found = new ArrayList<>();
        long[] counted = new long[1];
        Matches matches = new Matches() {
            @Override
            public boolean found(Match match) {
                found.add(match.topic() + " " + match.offset() + " " + match.index() + " "
                        + new String(match.message(), StandardCharsets.UTF_8));
                return true;
            }

            @Override
            public void counted(long more) {
                counted[0] += more;
            }

            @Override
            public void damaged(String sentence) {
                throw new AssertionError(sentence);
            }
        };
        try (LogSearch search = new LogSearch(query, false);
                LogSearch counting = new LogSearch(query, true)) {
            for (TopicLog log : seen.topics()) {
                search.search(log, matches);
                counting.search(log, matches);
            }
        }
        assertThat(found)
                .as(query.toString())
                .containsExactlyElementsOf(expected.stream()
                        .sorted(java.util.Comparator.comparing(Entry::topic))
                        .map(entry -> entry.topic + " " + entry.offset + " " + entry.index + " " + entry.message)
                        .toList());
        assertThat(counted[0]).as("count of " + query).isEqualTo(expected.size());
    }

    /** As plainly as one can say it. */
    private static Predicate<Entry> plain(Query query) {
        return entry -> {
            LogRecord record = entry.record;
            long time = record == null ? entry.appended : record.time().toEpochMilli();
            if (time < query.since() || time >= query.until()) {
                return false;
            }
            if (record == null) {
                return query.level() == null
                        && query.logger().isEmpty()
                        && query.attributes().isEmpty()
                        && query.texts().stream().allMatch(entry.message::contains);
            }
            boolean level = query.level() == null
                    || (record.level() != LogLevel.UNKNOWN && record.level().compareTo(query.level()) >= 0);
            String logger = record.logger() == null ? "" : record.logger();
            String exception = record.exception() == null ? "" : record.exception();
            return level
                    && logger.startsWith(query.logger())
                    && query.texts().stream()
                            .allMatch(text -> record.message().contains(text) || exception.contains(text))
                    && query.attributes().entrySet().stream()
                            .allMatch(wanted -> wanted.getValue()
                                    .equals(String.valueOf(record.attributes().get(wanted.getKey()))));
        };
    }

    private void deleteAnIndex() throws IOException {
        try (var files = Files.list(directory.resolve("topics/topic0"))) {
            for (Path index :
                    files.filter(path -> path.toString().endsWith(".idx")).toList()) {
                if (random.nextBoolean()) {
                    Files.delete(index);
                }
            }
        }
    }

    /** As if a batch were under way: its header is there, and half of its body. */
    private void tearTheTail() throws IOException {
        try (var files = Files.list(directory.resolve("topics/topic0"))) {
            Path newest = files.filter(path -> path.toString().endsWith(".log"))
                    .sorted()
                    .reduce((one, other) -> other)
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(newest);
            if (bytes.length > 0) {
                Files.write(newest, java.util.Arrays.copyOf(bytes, bytes.length + 200));
                Files.write(
                        newest,
                        java.util.Arrays.copyOf(bytes, Math.min(100, bytes.length)),
                        java.nio.file.StandardOpenOption.APPEND);
            }
        }
    }
}
