package io.penstock.collector.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The readers whose checkpoints are in the data directory, for its owner: how far each has come in each topic, so that retention knows whom it
 * would take something from. Safe for any thread.
 */
public final class DurableReaders {

    private final FileStore files;
    private final Path directory;
    /** By reader, then by topic. */
    private final Map<String, Map<TopicName, ReaderPlace>> places = new TreeMap<>();

    private DurableReaders(FileStore files, Path directory) {
        this.files = files;
        this.directory = directory;
    }

    /**
     * Reads all checkpoints.
     *
     * @param data the data directory
     * @throws IOException if one cannot be read, or is damaged
     */
    public static DurableReaders of(FileStore files, Path data) throws IOException {
        DurableReaders readers = new DurableReaders(files, data.resolve("readers"));
        for (Path reader : files.list(readers.directory)) {
            String name = String.valueOf(reader.getFileName());
            for (Path file : files.list(reader)) {
                String topic = String.valueOf(file.getFileName());
                if (TopicName.isValid(name) && TopicName.isValid(topic)) {
                    readers.put(name, new TopicName(topic), decode(files, file));
                }
            }
        }
        return readers;
    }

    private static ReaderPlace decode(FileStore files, Path file) throws IOException {
        try {
            return ReaderPlace.decode(files.readAll(file));
        } catch (CorruptLogException damaged) {
            throw new IOException(
                    file + ": " + damaged.getMessage() + "; without the file its reader begins at the oldest record",
                    damaged);
        }
    }

    private void put(String reader, TopicName topic, ReaderPlace place) {
        places.computeIfAbsent(reader, name -> new TreeMap<>()).put(topic, place);
    }

    /**
     * A reader of that name goes on where it was; a new one begins at the oldest record that is kept. Only one of a name at a time.
     *
     * @param name of the same characters as a topic's
     * @throws IOException if its checkpoint does not belong to this log, with the reason
     */
    public synchronized DurableReader open(String name, TopicLog log) throws IOException {
        if (!TopicName.isValid(name)) {
            throw new IllegalArgumentException("\"" + name + "\" is no name of a reader");
        }
        ReaderPlace known = place(name, log.topic());
        if (known == null) {
            store(name, log.topic(), new ReaderPlace(log.checkpoint(log.oldest(), 0), List.of()));
        } else {
            String objection = log.identity().objection(known.checkpoint(), log.synced());
            if (objection != null) {
                throw new IOException("reader " + name + " of topic " + log.topic() + ": " + objection);
            }
        }
        return new DurableReader(this, name, log);
    }

    synchronized Checkpoint checkpoint(String name, TopicName topic) {
        ReaderPlace known = place(name, topic);
        if (known == null) {
            throw new IllegalStateException("reader " + name + " of topic " + topic + " was not opened");
        }
        return known.checkpoint();
    }

    private @Nullable ReaderPlace place(String name, TopicName topic) {
        return places.getOrDefault(name, Map.of()).get(topic);
    }

    synchronized void save(String name, TopicName topic, Checkpoint reached) throws IOException {
        ReaderPlace known = place(name, topic);
        store(name, topic, known == null ? new ReaderPlace(reached, List.of()) : known.at(reached));
    }

    private void store(String name, TopicName topic, ReaderPlace place) throws IOException {
        Path of = directory.resolve(name);
        files.createDirectories(of);
        files.replace(of.resolve(topic.value()), place.encode());
        put(name, topic, place);
    }

    /** Who has not read all that comes before an offset. */
    synchronized List<String> behind(TopicLog log, long offset) {
        List<String> behind = new ArrayList<>();
        for (String name : places.keySet()) {
            ReaderPlace known = place(name, log.topic());
            if (known != null
                    && known.checkpoint().logId().equals(log.identity().id())
                    && known.checkpoint().offset() < offset) {
                behind.add(name);
            }
        }
        return behind;
    }

    /** What comes before the offset is about to be deleted: the reader's checkpoint says what it misses. */
    synchronized Checkpoint passOver(String name, TopicLog log, long offset) throws IOException {
        Checkpoint was = checkpoint(name, log.topic());
        ReaderPlace known = place(name, log.topic());
        if (known != null) {
            store(name, log.topic(), known.after(log.checkpoint(offset, 0)));
        }
        return was;
    }

    /** Lines for STATS: where each reader is, and how many bytes of the log it has missed. */
    public synchronized Map<String, String> stats() {
        Map<String, String> values = new LinkedHashMap<>();
        places.forEach((name, topics) -> topics.forEach((topic, place) -> {
            String prefix = "reader." + name + "." + topic + ".";
            values.put(prefix + "offset", Long.toString(place.checkpoint().offset()));
            values.put(prefix + "missed_bytes", Long.toString(place.missed()));
        }));
        return values;
    }
}
