package io.penstock.collector.client;

import io.penstock.collector.log.Checkpoint;
import io.penstock.collector.log.DiskFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A checkpoint in a file, which is replaced as a whole: a crash leaves the one or the other. Not safe for concurrent use. */
public final class FileCheckpointStore implements CheckpointStore {

    private final Path file;

    /** @param file need not be there; its directory must be */
    public FileCheckpointStore(Path file) {
        this.file = file;
    }

    /** @throws IOException also if the file is no checkpoint: from where to read is not guessed */
    @Override
    public Optional<Checkpoint> load() throws IOException {
        return Files.exists(file) ? Optional.of(Checkpoint.decode(Files.readAllBytes(file))) : Optional.empty();
    }

    @Override
    public void store(Checkpoint checkpoint) throws IOException {
        new DiskFiles().replace(file, checkpoint.encode());
    }
}
