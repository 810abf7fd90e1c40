package io.penstock.collector.log;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Deletes old segments of all topics, from time to time. Not safe for concurrent use. */
public final class RetentionRun {

    /** How often it is to be run. */
    public static final Duration INTERVAL = Duration.ofMinutes(1);

    private final DataDirectory data;
    private final DurableReaders readers;
    private final Retention retention;
    private final long waitBytes;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Consumer<String> trouble;
    private final RetentionClock trust = new RetentionClock(INTERVAL);

    /**
     * @param waitBytes what a durable reader has not read yet is kept as long as all topics together are not larger; 0: no reader is waited for
     * @param nanos a clock that cannot be set
     * @param trouble told when a reader misses something, and when the clock cannot be believed
     */
    public RetentionRun(
            DataDirectory data,
            DurableReaders readers,
            Retention retention,
            long waitBytes,
            Clock clock,
            LongSupplier nanos,
            Consumer<String> trouble) {
        this.data = data;
        this.readers = readers;
        this.retention = retention;
        this.waitBytes = waitBytes;
        this.clock = clock;
        this.nanos = nanos;
        this.trouble = trouble;
        trust.look(clock.millis(), nanos.getAsLong());
    }

    /** Never throws: what is wrong with one topic is told, and the others have their turn. */
    public void run() {
        String change = trust.look(clock.millis(), nanos.getAsLong());
        if (change != null && retention.longest() != null) {
            trouble.accept(change);
        }
        Retention now = trust.isPaused() ? new Retention(null, retention.mostBytes()) : retention;
        long[] all = {0};
        for (TopicLog log : data.topics()) {
            guarded(log, () -> all[0] += log.sizeOnDisk());
        }
        for (TopicLog log : data.topics()) {
            guarded(
                    log,
                    () -> log.retain(now, clock.millis(), (end, bytes) -> {
                        boolean may = mayDelete(log, end, all[0]);
                        all[0] -= may ? bytes : 0;
                        return may;
                    }));
        }
    }

    private boolean mayDelete(TopicLog log, long end, long bytesOfAll) throws IOException {
        List<String> behind = readers.behind(log, end);
        if (!behind.isEmpty() && bytesOfAll <= waitBytes) {
            return false;
        }
        for (String name : behind) {
            Checkpoint was = readers.passOver(name, log, end);
            trouble.accept("reader " + name + " of topic " + log.topic() + " misses what was at offsets " + was.offset()
                    + " to " + end + ": it was deleted by its age or size (--keep, --keep-bytes, --lagging-readers)");
        }
        return true;
    }

    private interface Work {
        void run() throws IOException;
    }

    private void guarded(TopicLog log, Work work) {
        try {
            work.run();
        } catch (IOException | RuntimeException failure) {
            trouble.accept("topic " + log.topic() + ": old files could not be deleted: " + failure.getMessage());
        }
    }
}
