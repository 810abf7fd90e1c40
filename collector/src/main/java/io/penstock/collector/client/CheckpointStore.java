package io.penstock.collector.client;

import io.penstock.collector.log.Checkpoint;
import java.io.IOException;
import java.util.Optional;

/** Where a {@link Scanner} keeps how far it has come: a file, a table, whatever the records are brought to. */
public interface CheckpointStore {

    /** What was stored last; empty: nothing yet. */
    Optional<Checkpoint> load() throws IOException;

    /** Stores it; when this returns it is safe, and when it throws, what was there before still is. */
    void store(Checkpoint checkpoint) throws IOException;
}
