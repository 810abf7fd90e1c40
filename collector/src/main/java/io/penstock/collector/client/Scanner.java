package io.penstock.collector.client;

import io.penstock.collector.log.Checkpoint;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads a topic of a collector from one message to the next, and goes on where it stopped. Not safe for concurrent use, but for {@link #close}.
 *
 * <pre>{@code
 * try (Scanner scanner = Scanner.of(server, "orders").store(new FileCheckpointStore(file)).follow(true).open()) {
 *     for (ScannedMessage message = scanner.next(); message != null; message = scanner.next()) {
 *         use(message.text());
 *         scanner.commit();
 *     }
 * }
 * }</pre>
 *
 * <p>When the collector goes away, the scanner connects again and asks whether it may go on where it is. A position beyond the end of the log, in another
 * log, or in a part that a power cut took away is a {@link CheckpointException}. With a store the scanner gives only what is synced: a checkpoint
 * is never ahead of what survives a power cut.
 */
public final class Scanner implements Closeable {

    /** Default of how long the collector may be away. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(1);

    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final int MESSAGES_PER_READ = 1_000;
    private static final long POLL_MILLIS = 100;

    private final InetSocketAddress server;
    private final String topic;
    private final @Nullable CheckpointStore store;
    private final boolean follow;
    private final Duration patience;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final long from;
    private final Deque<Item> read = new ArrayDeque<>();

    /** @param behind where to go on after it */
    private record Item(ScannedMessage message, Checkpoint behind) {}

    private volatile @Nullable LogdConnection connection;
    private String logId = "";
    private long epoch;
    private long synced;

    /** From where the next batch is read; negative: from the oldest. */
    private long nextOffset;
    /** How many messages of that batch were given before. */
    private int skipped;

    /** Behind the last message that was given; null: none was. */
    private @Nullable Checkpoint position;

    private Scanner(Builder builder) throws IOException {
        server = builder.server;
        topic = builder.topic;
        store = builder.store;
        follow = builder.follow;
        patience = builder.patience;
        from = builder.offset;
        if (store != null) {
            Optional<Checkpoint> stored = store.load();
            position = stored.orElse(null);
        }
    }

    /** @param server the collector's logd port */
    public static Builder of(InetSocketAddress server, String topic) {
        return new Builder(server, topic);
    }

    /** What a scanner is told. Not safe for concurrent use. */
    public static final class Builder {
        private final InetSocketAddress server;
        private final String topic;
        private @Nullable CheckpointStore store;
        private boolean follow;
        private Duration patience = DEFAULT_PATIENCE;
        private long offset = -1;

        private Builder(InetSocketAddress server, String topic) {
            this.server = server;
            this.topic = topic;
        }

        /** Where to begin if no checkpoint is stored: the offset of a batch; by default the oldest that is kept. */
        public Builder from(long batch) {
            if (batch < 0) {
                throw new IllegalArgumentException("from=" + batch + " is no offset; use 0 or more");
            }
            offset = batch;
            return this;
        }

        /** Where the checkpoint is kept: read now, written by {@link Scanner#commit}. */
        public Builder store(CheckpointStore checkpoints) {
            store = checkpoints;
            return this;
        }

        /** Whether to wait for more at the end; false by default. */
        public Builder follow(boolean wait) {
            follow = wait;
            return this;
        }

        /** How long the collector may be away before {@link Scanner#next} throws; a minute by default. */
        public Builder patience(Duration longest) {
            patience = longest;
            return this;
        }

        /** @throws IOException if the stored checkpoint cannot be read; it connects with the first {@link Scanner#next} */
        public Scanner open() throws IOException {
            return new Scanner(this);
        }
    }

    /**
     * The next message; null at the end of the log, or when the scanner was closed. One that follows waits instead.
     *
     * @throws CheckpointException if the log is not one in which it may go on; the next call says so again
     * @throws IOException if the collector has been away for too long; the next call tries again
     */
    public @Nullable ScannedMessage next() throws IOException {
        long since = System.nanoTime();
        while (closed.getCount() > 0) {
            Item item = read.poll();
            if (item != null) {
                position = item.behind;
                return item.message;
            }
            try {
                boolean more = readMore();
                since = System.nanoTime();
                if (!more) {
                    if (!follow) {
                        return null;
                    }
                    pause();
                }
            } catch (CheckpointException | InterruptedIOException | RefusedException forGood) {
                disconnect();
                throw forGood;
            } catch (IOException away) {
                disconnect();
                if (closed.getCount() > 0) {
                    if (System.nanoTime() - since > patience.toNanos()) {
                        throw away;
                    }
                    pause();
                }
            }
        }
        return null;
    }

    /** Behind the last message that {@link #next} has given; empty: none yet. */
    public Optional<Checkpoint> position() {
        return Optional.ofNullable(position);
    }

    /**
     * Stores the position: from there on the next scanner with this store reads.
     *
     * @throws IllegalStateException if there is no store
     */
    public void commit() throws IOException {
        if (store == null) {
            throw new IllegalStateException("there is no store for the checkpoint; give one with store(...)");
        }
        Checkpoint present = position;
        if (present != null) {
            store.store(present);
        }
    }

    /** @return false: there is no more (yet) */
    private boolean readMore() throws IOException {
        LogdConnection open = connected();
        if (open == null || (store != null && !isSynced(open))) {
            return false;
        }
        LogdConnection.Batches found =
                nextOffset < 0 ? open.tail(topic, MESSAGES_PER_READ) : open.read(topic, nextOffset, MESSAGES_PER_READ);
        int count = found.batches().size();
        for (int i = 0; i < count; i++) {
            LogdConnection.Batch batch = found.batches().get(i);
            if (store != null && batch.offset() >= synced) {
                nextOffset = batch.offset();
                return i > 0;
            }
            add(batch, i + 1 < count ? found.batches().get(i + 1).offset() : found.next());
        }
        if (count > 0) {
            nextOffset = found.next();
        }
        return count > 0;
    }

    /** Behind its last message the position is the next batch: this one may be deleted by then. */
    private void add(LogdConnection.Batch batch, long next) {
        int count = batch.messages().size();
        for (int i = skipped; i < count; i++) {
            Checkpoint behind = i + 1 < count
                    ? new Checkpoint(logId, epoch, batch.offset(), i + 1)
                    : new Checkpoint(logId, epoch, next, 0);
            read.add(new Item(
                    new ScannedMessage(batch.offset(), i, batch.messages().get(i)), behind));
        }
        skipped = 0;
    }

    private boolean isSynced(LogdConnection open) throws IOException {
        if (nextOffset >= synced) {
            synced = number(open.stats(), "synced");
        }
        return nextOffset < synced;
    }

    /** Null: the topic is not there yet. */
    private @Nullable LogdConnection connected() throws IOException {
        LogdConnection present = connection;
        if (present != null) {
            return present;
        }
        LogdConnection fresh = new LogdConnection(server, TIMEOUT);
        connection = fresh;
        Map<String, String> stats = fresh.stats();
        String id = stats.get(key("id"));
        Checkpoint known = position;
        if (id == null) {
            boolean isCollector = stats.containsKey("topics");
            disconnect();
            if (known != null) {
                throw new CheckpointException(
                        "the checkpoint is one of topic " + topic + ", and the server at " + server
                                + " has no such topic",
                        new IOException("no topic " + topic));
            }
            if (!isCollector) {
                throw new IOException(
                        "the server at " + server + " is no collector of ours: it does not tell its log's id");
            }
            return null;
        }
        if (known == null) {
            nextOffset = from;
        } else {
            resume(fresh, known);
        }
        logId = id;
        epoch = number(stats, "epoch");
        synced = number(stats, "synced");
        return fresh;
    }

    private void resume(LogdConnection fresh, Checkpoint known) throws IOException {
        try {
            fresh.resume(topic, known);
        } catch (RefusedException refused) {
            throw new CheckpointException("topic " + topic + " at " + server + ": " + refused.reason(), refused);
        }
        nextOffset = known.offset();
        skipped = known.index();
    }

    private String key(String name) {
        return "topic." + topic + "." + name;
    }

    private long number(Map<String, String> stats, String name) throws IOException {
        String value = stats.get(key(name));
        if (value == null) {
            throw new IOException("the server at " + server + " does not tell " + key(name));
        }
        return Long.parseLong(value);
    }

    private void pause() throws InterruptedIOException {
        try {
            closed.await(POLL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the collector");
        }
    }

    private void disconnect() {
        LogdConnection left = connection;
        connection = null;
        if (left != null) {
            try {
                left.close();
            } catch (IOException alreadyGone) {
                // Nothing of it is needed any more.
            }
        }
    }

    /** Ends a {@link #next} that waits, too. Stores nothing. */
    @Override
    public void close() {
        closed.countDown();
        disconnect();
    }
}
