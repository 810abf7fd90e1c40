package io.penstock.collector.append;

import io.penstock.collector.log.DataDirectory;
import io.penstock.collector.log.MessageBatch;
import io.penstock.collector.log.MessageBatchBuilder;
import io.penstock.collector.log.MessageForm;
import io.penstock.collector.log.TopicLog;
import io.penstock.collector.log.TopicName;
import io.penstock.collector.record.KnownNumbers;
import io.penstock.collector.record.LogRecord;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Appends batches in the order in which they come, and calls back. Safe for any thread; handing in never waits.
 *
 * <p>It is not bounded: each connection hands in one batch, or one window of records, and is not read until they are acknowledged.
 */
public final class AppendQueue implements Closeable {

    /** Default of how long what was written may wait for a sync where nobody waits for one. */
    public static final Duration DEFAULT_SYNC_INTERVAL = Duration.ofSeconds(1);

    private static final int LARGEST_GROUP = 1024;

    private final DataDirectory data;
    private final AckLevel level;
    private final long syncIntervalMillis;
    private final Consumer<String> trouble;
    private final LinkedBlockingQueue<Step> toAppend = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Step> toSync = new LinkedBlockingQueue<>();
    private final Thread appender = new Thread(this::appendAll, "collector-append");
    private final Thread syncer = new Thread(this::syncInGroups, "collector-sync");
    private final LongAdder batches = new LongAdder();
    private final LongAdder messages = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    /** Of the thread that appends. */
    private final KnownNumbers known;

    /** A batch on its way, or the end. */
    private record Step(
            @Nullable TopicName topic,
            @Nullable MessageBatch batch,
            List<LogRecord> records,
            long owner,
            Acknowledgement whenReached,
            long offset) {

        private static final Step END = new Step(
                null,
                null,
                List.of(),
                0,
                new Acknowledgement() {
                    @Override
                    public void reached(long offset) {}

                    @Override
                    public void failed(IOException reason) {}
                },
                0);
    }

    /**
     * @param known what is in the log already; from now on of this queue's thread
     * @param syncInterval how long what was written may wait for a sync, also when nothing comes any more
     * @param trouble told what the operator should know, for each failure
     */
    public AppendQueue(
            DataDirectory data, KnownNumbers known, AckLevel level, Duration syncInterval, Consumer<String> trouble) {
        this.data = data;
        this.known = known;
        this.level = level;
        this.syncIntervalMillis = syncInterval.toMillis();
        this.trouble = trouble;
    }

    public void start() {
        appender.start();
        syncer.start();
    }

    public AckLevel level() {
        return level;
    }

    /** Appends the batch some time soon. */
    public void append(TopicName topic, MessageBatch batch, Acknowledgement whenReached) {
        toAppend.add(new Step(topic, batch, List.of(), 0, whenReached, 0));
    }

    /**
     * Appends those of the records that are not in the log yet some time soon; those that are count as reached when the first of their kind has.
     * Without any records it is called back after all that was handed in before.
     *
     * @param owner whose sessions they are
     */
    public void append(TopicName topic, List<LogRecord> records, long owner, Acknowledgement whenReached) {
        toAppend.add(new Step(topic, null, records, owner, whenReached, 0));
    }

    private void appendAll() {
        List<Step> group = new ArrayList<>();
        boolean ended = false;
        while (!ended) {
            group.clear();
            try {
                group.add(toAppend.take());
            } catch (InterruptedException nobodyInterruptsUs) {
                continue;
            }
            toAppend.drainTo(group, LARGEST_GROUP);
            for (Step step : group) {
                if (step.topic == null) {
                    ended = true;
                } else {
                    write(step, step.topic);
                }
            }
        }
        toSync.add(Step.END);
    }

    private void write(Step step, TopicName topic) {
        if (!step.whenReached.isStillWanted()) {
            step.whenReached.failed(new IOException("what came before it on its connection was not written"));
            return;
        }
        long offset;
        try {
            offset = step.batch == null ? write(step, data.topicToWrite(topic)) : write(step.batch, topic);
        } catch (IOException failure) {
            failed(topic, step.whenReached, failure);
            return;
        } catch (RuntimeException | Error failure) {
            failed(topic, step.whenReached, new IOException(failure));
            return;
        }
        if (level == AckLevel.WRITTEN) {
            step.whenReached.reached(offset);
        } else {
            toSync.add(new Step(topic, null, List.of(), 0, step.whenReached, offset));
        }
    }

    private long write(MessageBatch batch, TopicName topic) throws IOException {
        long offset = data.topicToWrite(topic).append(batch);
        batch.sessions().forEach(known::addAll);
        batches.increment();
        messages.add(batch.count());
        bytes.add(batch.size());
        return offset;
    }

    private long write(Step step, TopicLog log) throws IOException {
        long offset = log.end();
        MessageBatchBuilder builder = new MessageBatchBuilder(log.topic(), MessageForm.JSON);
        // Numbers count as known when their batch is written, not before: after a failure they must be taken.
        KnownNumbers collected = new KnownNumbers(Integer.MAX_VALUE);
        for (LogRecord record : step.records) {
            String session = record.session();
            if (session != null
                    && (known.contains(step.owner, session, record.sequence())
                            || collected.contains(step.owner, session, record.sequence()))) {
                duplicates.increment();
                continue;
            }
            byte[] line = record.toJson();
            if (!builder.hasRoomFor(line.length)) {
                write(builder.build(), log.topic());
            }
            builder.add(line, record.level(), record.time().toEpochMilli(), step.owner, session, record.sequence());
            if (session != null) {
                collected.add(step.owner, session, record.sequence());
            }
        }
        if (!builder.isEmpty()) {
            write(builder.build(), log.topic());
        }
        return offset;
    }

    private void failed(TopicName topic, Acknowledgement whenReached, IOException failure) {
        failures.increment();
        trouble.accept("topic " + topic + ": " + failure.getMessage());
        whenReached.failed(failure);
    }

    /** Whatever comes while a sync is under way is synced together by the next one. */
    private void syncInGroups() {
        List<Step> group = new ArrayList<>();
        boolean ended = false;
        while (!ended) {
            group.clear();
            try {
                Step first = toSync.poll(syncIntervalMillis, TimeUnit.MILLISECONDS);
                if (first != null) {
                    group.add(first);
                    toSync.drainTo(group);
                }
            } catch (InterruptedException nobodyInterruptsUs) {
                continue;
            }
            ended = group.contains(Step.END);
            if (group.isEmpty() || ended) {
                syncAll();
            }
            acknowledge(group);
        }
    }

    private void syncAll() {
        for (TopicLog log : data.topics()) {
            try {
                log.sync();
            } catch (IOException | RuntimeException failure) {
                failures.increment();
                trouble.accept("topic " + log.topic() + " could not be synced: " + failure.getMessage());
            }
        }
    }

    private void acknowledge(List<Step> group) {
        Map<TopicName, @Nullable IOException> outcomes = new HashMap<>();
        for (Step step : group) {
            if (step.topic == null) {
                continue;
            }
            if (!outcomes.containsKey(step.topic)) {
                outcomes.put(step.topic, sync(step.topic));
            }
            IOException failure = outcomes.get(step.topic);
            if (failure == null) {
                step.whenReached.reached(step.offset);
            } else {
                failed(step.topic, step.whenReached, failure);
            }
        }
    }

    private @Nullable IOException sync(TopicName topic) {
        try {
            TopicLog log = data.topic(topic).orElseThrow(() -> new IOException("the topic is gone"));
            log.sync();
            return null;
        } catch (IOException failure) {
            return failure;
        } catch (RuntimeException | Error failure) {
            // This thread must not end: everybody would wait for ever.
            return new IOException(failure);
        }
    }

    /** Since the start. */
    public Figures figures() {
        return new Figures(
                batches.sum(), messages.sum(), bytes.sum(), failures.sum(), duplicates.sum(), known.forgotten());
    }

    /**
     * What was appended, and what was not.
     *
     * @param duplicates records that were in the log already
     * @param forgotten how often memory made us forget numbers of a session: duplicates of those would be stored
     */
    public record Figures(long batches, long messages, long bytes, long failures, long duplicates, long forgotten) {}

    /** Appends and syncs what was handed in before, calls back, and ends. */
    @Override
    public void close() throws IOException {
        toAppend.add(Step.END);
        try {
            appender.join();
            syncer.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the last batches were written", interrupted);
        }
        // Whoever came too late must not wait for an answer.
        for (Step late = toAppend.poll(); late != null; late = toAppend.poll()) {
            late.whenReached.failed(new IOException("the collector stops"));
        }
    }
}
