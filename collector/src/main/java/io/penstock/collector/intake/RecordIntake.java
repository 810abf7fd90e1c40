package io.penstock.collector.intake;

import io.netty.channel.Channel;
import io.penstock.collector.append.Acknowledgement;
import io.penstock.collector.append.AppendQueue;
import io.penstock.collector.log.TopicName;
import io.penstock.collector.net.Peer;
import io.penstock.collector.record.LogRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Where records go to, whatever protocol they came by. Safe for any thread; {@code from} on its event loop. */
public final class RecordIntake {

    /** So much memory of one connection may wait for the disk before it is not read any more. */
    public static final long MOST_OUTSTANDING_BYTES = 4 << 20;

    /** More is not handed in together: very short records take a hundred times the memory of what the network held of them. */
    public static final long LARGEST_STEP_BYTES = 1 << 20;

    /** About what a record takes in memory beside its texts. */
    private static final long RECORD_BYTES = 500;

    private final AppendQueue appends;
    private final TopicChoice topics;
    private final int maxRecordBytes;
    private final Consumer<String> trouble;
    private final LongAdder refused = new LongAdder();

    /** @param topics of the records */
    public RecordIntake(AppendQueue appends, TopicChoice topics, int maxRecordBytes, Consumer<String> trouble) {
        this.appends = appends;
        this.topics = topics;
        this.maxRecordBytes = maxRecordBytes;
        this.trouble = trouble;
    }

    public int maxRecordBytes() {
        return maxRecordBytes;
    }

    /** About the memory that a record takes of so many bytes: a text takes up to two for each of its bytes. */
    public static long memoryOf(int messageBytes) {
        return 2L * messageBytes + RECORD_BYTES;
    }

    /**
     * Appends them some time soon, and calls back.
     *
     * @param memory that they take
     */
    public void append(List<LogRecord> records, long memory, Channel from, Acknowledgement whenReached) {
        Map<TopicName, List<LogRecord>> byTopic = new LinkedHashMap<>();
        for (LogRecord record : records) {
            byTopic.computeIfAbsent(topics.of(record), topic -> new ArrayList<>())
                    .add(record);
        }
        appends.append(byTopic, topics.fallback(), Peer.of(from).owner(), memory, whenReached);
    }

    /** Calls back after all that was handed in before. */
    public void afterAll(Channel from, Acknowledgement whenReached) {
        append(List.of(), 0, from, whenReached);
    }

    /** A record that cannot be kept, and would not be if it came again: counted, and told. */
    public void refuse(Channel from, String reason) {
        refused.increment();
        trouble.accept("a record from " + Peer.of(from).address() + " was refused: " + reason);
    }

    /** Since the start. */
    public long refused() {
        return refused.sum();
    }
}
