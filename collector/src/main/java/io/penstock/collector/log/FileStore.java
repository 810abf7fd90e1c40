package io.penstock.collector.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Where the log's files are. Safe for any thread, on different files. Tests put one in its place that fails or forgets. */
public interface FileStore {

    /** Makes a file that does not exist yet, for writing, and syncs its directory. */
    LogFile create(Path path) throws IOException;

    LogFile openForWriting(Path path) throws IOException;

    LogFile openForReading(Path path) throws IOException;

    /** The files of a directory, by name; none if there is no such directory. */
    List<Path> list(Path directory) throws IOException;

    /** Makes the directory and those above it, if they are missing. */
    void createDirectories(Path directory) throws IOException;

    void delete(Path path) throws IOException;

    /** Gives a file another name, in place of one that has it; returns when that is on disk. */
    void rename(Path from, Path to) throws IOException;

    boolean exists(Path path);

    byte[] readAll(Path path) throws IOException;

    /** Puts a file in the place of another, so that whoever looks finds either; it is on disk when this returns. */
    void replace(Path path, byte[] content) throws IOException;

    /** Returns when the names of the files in it are on disk. */
    void syncDirectory(Path directory) throws IOException;
}
