package io.penstock.collector.logd;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.penstock.collector.append.Acknowledgement;
import io.penstock.collector.append.AppendQueue;
import io.penstock.collector.log.Checkpoint;
import io.penstock.collector.log.DataDirectory;
import io.penstock.collector.log.MessageBatchBuilder;
import io.penstock.collector.log.TopicLog;
import io.penstock.collector.log.TopicName;
import io.penstock.collector.memory.MemoryBudget;
import io.penstock.collector.net.HostPort;
import io.penstock.collector.net.Network;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What all connections of logd's port share. Safe for any thread. */
public final class LogdService {

    /** Default, as logd has it. */
    public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofSeconds(30);

    /** Default of the longest message, in bytes. */
    public static final int DEFAULT_MAX_RECORD_BYTES = 1 << 20;

    private static final long POLL_NANOS = 1_000_000;
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(15);

    private final DataDirectory data;
    private final AppendQueue appends;
    private final Executor readers;
    private final Settings settings;
    private final boolean anyAddress;
    private final Supplier<Map<String, String>> moreStats;
    private final MemoryBudget received;
    private final Consumer<String> trouble;
    private final LongAdder refused = new LongAdder();
    private final AtomicInteger unanswered = new AtomicInteger();

    /**
     * @param address that is listened on. CONFIG tells its host, unless that means all addresses: then the one that the client has reached
     * @param idleTimeout after which a silent connection is closed
     * @param maxRecordBytes of a message
     */
    public record Settings(HostPort address, Duration idleTimeout, int maxRecordBytes) {}

    /**
     * @param received what waits of all connections' requests takes of it
     * @param moreStats lines for STATS that come first
     */
    public LogdService(
            DataDirectory data,
            AppendQueue appends,
            Executor readers,
            Settings settings,
            MemoryBudget received,
            Supplier<Map<String, String>> moreStats,
            Consumer<String> trouble) {
        this.received = received;
        this.data = data;
        this.appends = appends;
        this.readers = readers;
        this.settings = settings;
        InetAddress address = settings.address().resolve().getAddress();
        this.anyAddress = address != null && address.isAnyLocalAddress();
        this.moreStats = moreStats;
        this.trouble = trouble;
    }

    /** Makes a new connection answer requests. */
    public void configure(ChannelPipeline pipeline) {
        pipeline.addLast(new RequestDecoder(settings.maxRecordBytes()), new LogdHandler(this));
    }

    void append(Request.Batch request, Acknowledgement whenReached) {
        appends.append(request.topic(), request.batch(), whenReached);
    }

    void batchCame() {
        unanswered.incrementAndGet();
    }

    void batchAnswered() {
        unanswered.decrementAndGet();
    }

    /** Returns when every batch that was received has been answered, or so much time has gone by. */
    public void awaitAnswers(Duration most) {
        long deadline = System.nanoTime() + most.toNanos();
        while (unanswered.get() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    Optional<TopicLog> topic(TopicName topic) {
        return data.topic(topic);
    }

    /** On a thread that may wait for a file; while the collector stops, none does any more. */
    void read(ReadJob job, ChannelHandlerContext context) {
        try {
            readers.execute(job);
        } catch (RejectedExecutionException stopped) {
            context.close();
        }
    }

    /** What requests take that wait for those before them. */
    MemoryBudget received() {
        return received;
    }

    void refused() {
        refused.increment();
    }

    void connectionFailed(SocketAddress peer, Throwable failure) {
        trouble.accept("connection of " + peer + ": " + Network.sentence(failure));
    }

    /** The keys that logd's own clients read come first, as they know them. */
    Map<String, String> config(InetSocketAddress reached) {
        String host = anyAddress
                ? reached.getAddress().getHostAddress()
                : settings.address().host();
        Map<String, String> values = new LinkedHashMap<>();
        values.put("Hostport", new HostPort(host, reached.getPort()).toString());
        values.put("Timeout", REQUEST_TIMEOUT.toSeconds() + "s");
        values.put("IdleTimeout", settings.idleTimeout().toMillis() + "ms");
        values.put("MaxBatchSize", Integer.toString(MessageBatchBuilder.MOST_BYTES));
        return values;
    }

    /** The answer to a reader that wants to go on where it stopped. */
    String resume(TopicName topic, Checkpoint checkpoint) {
        Optional<TopicLog> log = topic(topic);
        if (log.isEmpty()) {
            return LogdAnswers.error("not found");
        }
        String objection = log.get().identity().objection(checkpoint, log.get().end());
        if (objection == null && checkpoint.offset() < log.get().oldest()) {
            objection =
                    "the checkpoint is at offset " + checkpoint.offset() + ", and the oldest record that is kept is at "
                            + log.get().oldest() + ": what is between was deleted by retention";
        }
        return objection == null ? LogdAnswers.ok(checkpoint.offset(), 0) : LogdAnswers.error(objection);
    }

    Map<String, String> stats() {
        Map<String, String> values = new LinkedHashMap<>(moreStats.get());
        AppendQueue.Figures figures = appends.figures();
        values.put("ack", appends.level().name().toLowerCase(java.util.Locale.ROOT));
        values.put("batches", Long.toString(figures.batches()));
        values.put("messages", Long.toString(figures.messages()));
        values.put("bytes", Long.toString(figures.bytes()));
        values.put("duplicates", Long.toString(figures.duplicates()));
        values.put("numbers_forgotten", Long.toString(figures.forgotten()));
        values.put("topics_rerouted", Long.toString(figures.rerouted()));
        values.put("append_failures", Long.toString(figures.failures()));
        values.put("requests_refused", Long.toString(refused.sum()));
        values.put("topics", Integer.toString(data.topics().size()));
        for (TopicLog log : data.topics()) {
            String prefix = "topic." + log.topic() + ".";
            values.put(prefix + "oldest", Long.toString(log.oldest()));
            values.put(prefix + "end", Long.toString(log.end()));
            values.put(prefix + "synced", Long.toString(log.synced()));
            values.put(prefix + "id", log.identity().id());
            values.put(prefix + "epoch", Long.toString(log.identity().epoch()));
        }
        return values;
    }
}
