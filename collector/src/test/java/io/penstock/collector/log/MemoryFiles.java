package io.penstock.collector.log;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A disk that remembers what was synced: {@link #cutPower} takes away the rest, names included. It can be full, and its syncs can fail.
 * What a failed sync was to write is gone for good: a later sync of the same file succeeds and writes nothing of it.
 */
final class MemoryFiles implements FileStore {

    private Map<Path, Content> names = new HashMap<>();
    private Map<Path, Content> syncedNames = new HashMap<>();

    /** How many bytes may still be written before the disk is full. */
    long room = Long.MAX_VALUE;
    /** How many of the next syncs of files fail. */
    int failingSyncs;

    int syncs;
    private int powerCuts;

    private static final class Content {
        private byte[] bytes = new byte[0];
        private byte[] synced = new byte[0];
        /** What the kernel dropped when a sync failed. */
        private boolean dropped;
    }

    /** As if nothing but what was synced had been there; of the end of each file a random part may have reached the disk. */
    void cutPower(Random random) {
        powerCuts++;
        names = new HashMap<>(syncedNames);
        for (Content content : names.values()) {
            boolean grown = !content.dropped && content.bytes.length > content.synced.length;
            int kept = content.synced.length
                    + (grown ? random.nextInt(content.bytes.length - content.synced.length + 1) : 0);
            byte[] left = Arrays.copyOf(content.synced, kept);
            for (int i = content.synced.length; i < kept; i++) {
                // Blocks reach the disk in any order: what is missing in between reads as zero.
                left[i] = random.nextInt(4) == 0 ? 0 : content.bytes[i];
            }
            content.bytes = left;
            content.synced = left.clone();
        }
        room = Long.MAX_VALUE;
        failingSyncs = 0;
    }

    /** As if the process had been killed: what was written stays. */
    void kill() {
        powerCuts++;
    }

    void damage(Path path, int at) {
        names.get(path).bytes[at] ^= 0x55;
    }

    void append(Path path, byte[] bytes) {
        Content content = names.get(path);
        byte[] longer = Arrays.copyOf(content.bytes, content.bytes.length + bytes.length);
        System.arraycopy(bytes, 0, longer, content.bytes.length, bytes.length);
        content.bytes = longer;
    }

    @Override
    public LogFile create(Path path) throws IOException {
        if (names.containsKey(path)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        names.put(path, new Content());
        syncDirectory(path.getParent());
        return new OpenFile(names.get(path));
    }

    @Override
    public LogFile openForWriting(Path path) throws IOException {
        return new OpenFile(existing(path));
    }

    /** What somebody else does in between. */
    interface Hook {
        void run() throws IOException;
    }

    private Hook beforeOpen;

    void beforeNextOpen(Hook hook) {
        beforeOpen = hook;
    }

    @Override
    public LogFile openForReading(Path path) throws IOException {
        Hook hook = beforeOpen;
        beforeOpen = null;
        if (hook != null) {
            hook.run();
        }
        return new OpenFile(existing(path));
    }

    private Content existing(Path path) throws IOException {
        Content content = names.get(path);
        if (content == null) {
            throw new NoSuchFileException(path.toString());
        }
        return content;
    }

    @Override
    public List<Path> list(Path directory) {
        List<Path> found = new ArrayList<>();
        for (Path path : names.keySet()) {
            if (path.startsWith(directory) && path.getNameCount() > directory.getNameCount()) {
                Path child = directory.resolve(path.getName(directory.getNameCount()));
                if (!found.contains(child)) {
                    found.add(child);
                }
            }
        }
        found.sort(Comparator.naturalOrder());
        return found;
    }

    @Override
    public void createDirectories(Path directory) {}

    @Override
    public void delete(Path path) {
        names.remove(path);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        names.put(to, existing(from));
        names.remove(from);
        syncDirectory(to.getParent());
    }

    @Override
    public boolean exists(Path path) {
        return names.containsKey(path);
    }

    @Override
    public byte[] readAll(Path path) throws IOException {
        return existing(path).bytes.clone();
    }

    @Override
    public void replace(Path path, byte[] content) throws IOException {
        if (content.length > room) {
            throw new IOException("No space left on device");
        }
        Content fresh = new Content();
        fresh.bytes = content.clone();
        fresh.synced = content.clone();
        names.put(path, fresh);
        syncDirectory(path.getParent());
    }

    @Override
    public void syncDirectory(Path directory) {
        syncedNames.keySet().removeIf(path -> path.getParent().equals(directory) && !names.containsKey(path));
        names.forEach((path, content) -> {
            if (path.getParent().equals(directory)) {
                syncedNames.put(path, content);
            }
        });
    }

    private final class OpenFile implements LogFile {

        private final Content content;
        private final int openedAfter = powerCuts;

        private OpenFile(Content content) {
            this.content = content;
        }

        private void requireProcess() {
            if (openedAfter != powerCuts) {
                throw new IllegalStateException("this process is dead");
            }
        }

        @Override
        public void write(ByteBuffer[] buffers, long position) throws IOException {
            requireProcess();
            if (position <= content.synced.length) {
                content.dropped = false;
            }
            int at = (int) position;
            for (ByteBuffer buffer : buffers) {
                int count = (int) Math.min(buffer.remaining(), room);
                if (at + count > content.bytes.length) {
                    content.bytes = Arrays.copyOf(content.bytes, at + count);
                }
                int rest = buffer.remaining() - count;
                buffer.get(content.bytes, at, count);
                at += count;
                room -= count;
                if (rest > 0) {
                    throw new IOException("No space left on device");
                }
            }
        }

        @Override
        public void read(ByteBuffer into, long position) throws IOException {
            if (position + into.remaining() > content.bytes.length) {
                throw new EOFException();
            }
            into.put(content.bytes, (int) position, into.remaining());
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
            return target.write(ByteBuffer.wrap(content.bytes, (int) position, (int) count));
        }

        @Override
        public long size() {
            return content.bytes.length;
        }

        @Override
        public void truncate(long size) {
            requireProcess();
            // Without a limit there is nothing to give back.
            room += room == Long.MAX_VALUE ? 0 : content.bytes.length - size;
            content.bytes = Arrays.copyOf(content.bytes, (int) size);
        }

        @Override
        public void sync() throws IOException {
            requireProcess();
            syncs++;
            if (failingSyncs > 0) {
                failingSyncs--;
                content.dropped = true;
                throw new IOException("Input/output error");
            }
            if (!content.dropped) {
                content.synced = content.bytes.clone();
            }
        }

        @Override
        public void close() {}
    }
}
