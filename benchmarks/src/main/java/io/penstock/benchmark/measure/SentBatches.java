package io.penstock.benchmark.measure;

import io.penstock.benchmark.wire.DiscardingReader;
import io.penstock.benchmark.wire.SendingLoop;
import java.util.concurrent.TimeUnit;

/** Batches over one connection, each timed until the reader has counted the last record. Confined to the measuring thread. */
public final class SentBatches {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final SendingLoop loop;
    private final DiscardingReader reader;
    private long sent;

    public SentBatches(SendingLoop loop, DiscardingReader reader) {
        this.loop = loop;
        this.reader = reader;
    }

    public double recordsPerSecond(long records) throws Exception {
        long start = System.nanoTime();
        send(records);
        return records * 1e9 / (System.nanoTime() - start);
    }

    public void send(long records) throws Exception {
        sent += records;
        loop.send(records);
        long since = System.nanoTime();
        while (reader.records() < sent) {
            loop.turn();
            if (System.nanoTime() - since > PATIENCE_NANOS) {
                throw new IllegalStateException(
                        "the reader has " + reader.records() + " of " + sent + " records and gets no more");
            }
        }
    }

    public long sent() {
        return sent;
    }
}
