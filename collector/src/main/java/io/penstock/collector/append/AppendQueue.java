package io.penstock.collector.append;

import io.penstock.collector.log.DataDirectory;
import io.penstock.collector.log.MessageBatch;
import io.penstock.collector.log.MessageBatchBuilder;
import io.penstock.collector.log.MessageForm;
import io.penstock.collector.log.TooManyTopicsException;
import io.penstock.collector.log.TopicLog;
import io.penstock.collector.log.TopicName;
import io.penstock.collector.memory.MemoryBudget;
import io.penstock.collector.record.KnownNumbers;
import io.penstock.collector.record.LogRecord;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Appends batches in the order in which they come, and calls back. Safe for any thread; handing in never waits.
 *
 * <p>It takes whatever is handed in: each connection hands in one batch, or one window of records, and is not read until they are acknowledged; and what
 * waits here counts in a budget of all connections, which keeps the network from reading more.
 */
public final class AppendQueue implements Closeable {

    /** Default of how long what was written may wait for a sync where nobody waits for one. */
    public static final Duration DEFAULT_SYNC_INTERVAL = Duration.ofSeconds(1);

    private static final int LARGEST_GROUP = 1024;
    /** About the memory of what stands around the records. */
    private static final long STEP_BYTES = 200;

    private final DataDirectory data;
    private final AckLevel level;
    private final long syncIntervalMillis;
    private final MemoryBudget received;
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
    private final LongAdder rerouted = new LongAdder();
    /** Of the thread that appends. */
    private final KnownNumbers known;

    /**
     * What was handed in together, on its way.
     *
     * @param records by the topic that they belong to; they and the batch are let go once they are written
     * @param topics that have to be synced
     * @param bytes that it takes of the budget
     */
    private record Step(
            Set<TopicName> topics,
            @Nullable MessageBatch batch,
            Map<TopicName, List<LogRecord>> records,
            TopicName fallback,
            long owner,
            long bytes,
            Acknowledgement whenReached,
            long offset) {}

    /** Behind the last step. */
    private static final Step END = new Step(
            Set.of(),
            null,
            Map.of(),
            new TopicName("end"),
            0,
            0,
            new Acknowledgement() {
                @Override
                public void reached(long offset) {}

                @Override
                public void failed(IOException reason) {}
            },
            0);

    /**
     * @param known what is in the log already; from now on of this queue's thread
     * @param syncInterval how long what was written may wait for a sync, also when nothing comes any more
     * @param received what waits here takes of it
     * @param trouble told what the operator should know, for each failure
     */
    public AppendQueue(
            DataDirectory data,
            KnownNumbers known,
            AckLevel level,
            Duration syncInterval,
            MemoryBudget received,
            Consumer<String> trouble) {
        this.data = data;
        this.received = received;
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
        handIn(new Step(Set.of(topic), batch, Map.of(), topic, 0, STEP_BYTES + batch.size(), whenReached, 0));
    }

    /**
     * Appends those of the records that are not in the log yet some time soon; those that are count as reached when the first of their kind has.
     * Without any records it is called back after all that was handed in before.
     *
     * @param records by topic
     * @param fallback where those go whose topic would be one too many
     * @param owner whose sessions they are
     * @param bytes about the memory that they take
     */
    public void append(
            Map<TopicName, List<LogRecord>> records,
            TopicName fallback,
            long owner,
            long bytes,
            Acknowledgement whenReached) {
        handIn(new Step(Set.of(), null, records, fallback, owner, STEP_BYTES + bytes, whenReached, 0));
    }

    private void handIn(Step step) {
        received.take(step.bytes);
        toAppend.add(step);
    }

    private void appendAll() {
        // Lets go what is taken out of it: what was written takes no memory any more.
        Deque<Step> group = new ArrayDeque<>();
        boolean ended = false;
        while (!ended) {
            try {
                group.add(toAppend.take());
            } catch (InterruptedException nobodyInterruptsUs) {
                continue;
            }
            toAppend.drainTo(group, LARGEST_GROUP);
            for (Step step = group.poll(); step != null; step = group.poll()) {
                if (step == END) {
                    ended = true;
                } else {
                    write(step);
                    received.giveBack(step.bytes);
                }
            }
        }
        toSync.add(END);
    }

    private void write(Step step) {
        if (!step.whenReached.isStillWanted()) {
            step.whenReached.failed(new IOException("what came before it on its connection was not written"));
            return;
        }
        Set<TopicName> topics = new LinkedHashSet<>(step.topics);
        long offset = 0;
        try {
            if (step.batch != null) {
                offset = write(step.batch, step.fallback);
            }
            for (Map.Entry<TopicName, List<LogRecord>> part : step.records.entrySet()) {
                TopicLog log = logOf(part.getKey(), step.fallback);
                topics.add(log.topic());
                write(part.getValue(), step.owner, log);
            }
        } catch (IOException failure) {
            failed(topics, step.whenReached, failure);
            return;
        } catch (RuntimeException | Error failure) {
            failed(topics, step.whenReached, new IOException(failure));
            return;
        }
        if (level == AckLevel.WRITTEN) {
            step.whenReached.reached(offset);
        } else {
            toSync.add(new Step(topics, null, Map.of(), step.fallback, 0, 0, step.whenReached, offset));
        }
    }

    /** A sender that may choose a topic by its name shall not fail because of how many there are. */
    private TopicLog logOf(TopicName topic, TopicName fallback) throws IOException {
        try {
            return data.topicToWrite(topic);
        } catch (TooManyTopicsException tooMany) {
            if (topic.equals(fallback)) {
                throw tooMany;
            }
            rerouted.increment();
            trouble.accept("records of a new topic go to topic " + fallback + ": " + tooMany.getMessage());
            return data.topicToWrite(fallback);
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

    private void write(List<LogRecord> records, long owner, TopicLog log) throws IOException {
        MessageBatchBuilder builder = new MessageBatchBuilder(log.topic(), MessageForm.JSON);
        // Numbers count as known when their batch is written, not before: after a failure they must be taken.
        KnownNumbers collected = new KnownNumbers(Integer.MAX_VALUE);
        for (LogRecord record : records) {
            String session = record.session();
            if (session != null
                    && (known.contains(owner, session, record.sequence())
                            || collected.contains(owner, session, record.sequence()))) {
                duplicates.increment();
                continue;
            }
            byte[] line = record.toJson();
            if (!builder.hasRoomFor(line.length)) {
                write(builder.build(), log.topic());
            }
            builder.add(line, record.level(), record.time().toEpochMilli(), owner, session, record.sequence());
            if (session != null) {
                collected.add(owner, session, record.sequence());
            }
        }
        if (!builder.isEmpty()) {
            write(builder.build(), log.topic());
        }
    }

    private void failed(Set<TopicName> topics, Acknowledgement whenReached, IOException failure) {
        failures.increment();
        String names = topics.stream().map(TopicName::value).collect(Collectors.joining(", "));
        trouble.accept("topic " + names + ": " + failure.getMessage());
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
            ended = group.contains(END);
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
            IOException failure = null;
            for (TopicName topic : step.topics) {
                if (!outcomes.containsKey(topic)) {
                    outcomes.put(topic, sync(topic));
                }
                failure = failure == null ? outcomes.get(topic) : failure;
            }
            if (failure == null) {
                step.whenReached.reached(step.offset);
            } else {
                failed(step.topics, step.whenReached, failure);
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
                batches.sum(),
                messages.sum(),
                bytes.sum(),
                failures.sum(),
                duplicates.sum(),
                known.forgotten(),
                rerouted.sum());
    }

    /**
     * What was appended, and what was not.
     *
     * @param duplicates records that were in the log already
     * @param rerouted how often records went to another topic because theirs would have been one too many
     * @param forgotten how often memory made us forget numbers of a session: duplicates of those would be stored
     */
    public record Figures(
            long batches, long messages, long bytes, long failures, long duplicates, long forgotten, long rerouted) {}

    /** Appends and syncs what was handed in before, calls back, and ends. */
    @Override
    public void close() throws IOException {
        toAppend.add(END);
        try {
            appender.join();
            syncer.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the last batches were written", interrupted);
        }
        // Whoever came too late must not wait for an answer.
        for (Step late = toAppend.poll(); late != null; late = toAppend.poll()) {
            received.giveBack(late.bytes);
            late.whenReached.failed(new IOException("the collector stops"));
        }
    }
}
