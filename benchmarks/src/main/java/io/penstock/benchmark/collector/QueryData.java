package io.penstock.benchmark.collector;

import io.penstock.collector.log.DataDirectory;
import io.penstock.collector.log.DiskFiles;
import io.penstock.collector.log.LogLevel;
import io.penstock.collector.log.MessageBatchBuilder;
import io.penstock.collector.log.MessageForm;
import io.penstock.collector.log.TopicLog;
import io.penstock.collector.log.TopicName;
import io.penstock.collector.record.LogRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.SplittableRandom;

/** A log to be searched, always the same. */
public final class QueryData {

    /** What stands in one record of 20,000. */
    public static final String TEXT = "timed out";

    private static final TopicName TOPIC = new TopicName("default");
    private static final int RARE = 20_000;

    private QueryData() {}

    /** Writes so many bytes. */
    public static void write(Path directory, long bytes) throws IOException {
        SplittableRandom random = new SplittableRandom(2017);
        long start = Instant.parse("2026-11-22T00:00:00Z").toEpochMilli();
        try (DataDirectory owned = DataDirectory.own(
                new DiskFiles(), directory, TopicLog.DEFAULT_SEGMENT_BYTES, 1, Clock.systemUTC(), header -> {})) {
            TopicLog log = owned.topicToWrite(TOPIC);
            MessageBatchBuilder batch = new MessageBatchBuilder(TOPIC, MessageForm.JSON);
            for (long number = 1; log.end() < bytes; number++) {
                LogRecord record = record(random, number, Instant.ofEpochMilli(start + number / 8));
                byte[] line = record.toJson();
                if (!batch.hasRoomFor(line.length)) {
                    log.append(batch.build());
                }
                batch.add(line, record.level(), record.time().toEpochMilli(), 1, record.session(), number);
            }
            log.append(batch.build());
        }
    }

    private static LogRecord record(SplittableRandom random, long number, Instant time) {
        int thread = random.nextInt(200);
        return new LogRecord(
                time,
                random.nextInt(50) == 0 ? LogLevel.WARN : LogLevel.DEBUG,
                "com.acme.Order" + random.nextInt(9),
                random.nextInt(RARE) == 0
                        ? "the payment of order " + number + " " + TEXT + " after 3000 ms"
                        : "[" + thread + "] log message " + number + " of the order \"" + random.nextInt(1000) + "\"",
                "worker-" + thread,
                "host-1",
                "shop",
                null,
                Map.of("user", random.nextInt(1000)),
                "5f0c0b0e8a1d4f6b",
                number,
                null,
                "relp:127.0.0.1");
    }
}
