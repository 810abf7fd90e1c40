package io.penstock.collector.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All topics of a collector. Safe for any thread. */
public final class DataDirectory implements Closeable {

    /** Default of how many topics there may be. */
    public static final int DEFAULT_MOST_TOPICS = 1000;

    private final FileStore files;
    private final Path directory;
    private final long segmentBytes;
    private final int mostTopics;
    private final Clock clock;
    private final Consumer<BatchHeader> each;
    private final @Nullable FileChannel lock;
    private final Map<TopicName, TopicLog> topics = new ConcurrentSkipListMap<>();

    private DataDirectory(
            FileStore files,
            Path directory,
            long segmentBytes,
            int mostTopics,
            Clock clock,
            Consumer<BatchHeader> each,
            @Nullable FileChannel lock) {
        this.files = files;
        this.directory = directory;
        this.segmentBytes = segmentBytes;
        this.mostTopics = mostTopics;
        this.clock = clock;
        this.each = each;
        this.lock = lock;
    }

    /**
     * For the one process that may write to it.
     *
     * @param each learns of every batch that is there
     * @throws IOException if it is locked by another, or cannot be written
     */
    public static DataDirectory own(
            FileStore files, Path directory, long segmentBytes, int mostTopics, Clock clock, Consumer<BatchHeader> each)
            throws IOException {
        files.createDirectories(directory);
        FileChannel lock = lock(directory.resolve("lock"));
        DataDirectory owned = new DataDirectory(files, directory, segmentBytes, mostTopics, clock, each, lock);
        try {
            for (Path found : files.list(topicsDirectory(directory))) {
                String name = String.valueOf(found.getFileName());
                if (TopicName.isValid(name)) {
                    owned.open(new TopicName(name));
                }
            }
            return owned;
        } catch (Throwable failure) {
            owned.close();
            throw failure;
        }
    }

    /** For everybody else; also while another process writes to it. Sees what was there when it was opened. */
    public static DataDirectory view(FileStore files, Path directory) throws IOException {
        return view(files, directory, topic -> true, true);
    }

    /**
     * As {@link #view}, of some topics, for {@link TopicLog#stretches}: of the newest segments only the headers are read now, and whoever reads a
     * body compares its checksum.
     */
    public static DataDirectory viewStretches(FileStore files, Path directory, Predicate<TopicName> wanted)
            throws IOException {
        return view(files, directory, wanted, false);
    }

    private static DataDirectory view(FileStore files, Path directory, Predicate<TopicName> wanted, boolean checked)
            throws IOException {
        DataDirectory seen = new DataDirectory(files, directory, 0, 0, Clock.systemUTC(), header -> {}, null);
        for (Path found : files.list(topicsDirectory(directory))) {
            String name = String.valueOf(found.getFileName());
            if (TopicName.isValid(name)) {
                TopicName topic = new TopicName(name);
                if (wanted.test(topic)) {
                    seen.topics.put(topic, TopicLog.view(files, topic, found, checked));
                }
            }
        }
        return seen;
    }

    /** Whether there is a log at all, be it without any topic. */
    public static boolean isThere(Path directory) {
        return Files.isDirectory(topicsDirectory(directory));
    }

    private static Path topicsDirectory(Path directory) {
        return directory.resolve("topics");
    }

    /** The lock goes with the process, however it ends. */
    private static FileChannel lock(Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            FileLock held;
            try {
                held = channel.tryLock();
            } catch (OverlappingFileLockException inThisProcess) {
                held = null;
            }
            if (held == null) {
                throw new IOException("another collector (process " + holder(channel) + ") writes to "
                        + path.toAbsolutePath().getParent()
                        + "; stop it, or give this one another directory with --data");
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return channel;
        } catch (Throwable failure) {
            channel.close();
            throw failure;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(20);
        channel.read(text, 0);
        String pid = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII);
        return pid.isEmpty() ? "unknown" : pid;
    }

    private TopicLog open(TopicName topic) throws IOException {
        TopicLog log = TopicLog.own(
                files, topic, topicsDirectory(directory).resolve(topic.value()), segmentBytes, clock, each);
        topics.put(topic, log);
        return log;
    }

    /** A topic that exists. */
    public Optional<TopicLog> topic(TopicName topic) {
        return Optional.ofNullable(topics.get(topic));
    }

    /**
     * A topic, which is made if it is missing.
     *
     * @throws TooManyTopicsException if there are as many as there may be
     */
    public TopicLog topicToWrite(TopicName topic) throws IOException {
        TopicLog known = topics.get(topic);
        if (known != null) {
            return known;
        }
        if (lock == null) {
            throw new IllegalStateException("the directory was opened for reading only");
        }
        synchronized (topics) {
            known = topics.get(topic);
            if (known != null) {
                return known;
            }
            if (topics.size() >= mostTopics) {
                throw new TooManyTopicsException("there are " + topics.size() + " topics, and --max-topics="
                        + mostTopics + "; raise it, or write to one that exists");
            }
            return open(topic);
        }
    }

    /** By name. */
    public Collection<TopicLog> topics() {
        return topics.values();
    }

    /** Syncs every topic, and gives the lock back. */
    @Override
    public void close() throws IOException {
        IOException first = null;
        for (TopicLog log : topics.values()) {
            try {
                log.close();
            } catch (IOException failure) {
                if (first == null) {
                    first = failure;
                } else {
                    first.addSuppressed(failure);
                }
            }
        }
        if (lock != null) {
            lock.close();
        }
        if (first != null) {
            throw first;
        }
    }
}
