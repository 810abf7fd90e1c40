package io.penstock.collector.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;

/** Whatever stands in the newest segment: it is opened, what is wrong is cut off, and all that is left can be read. */
class SegmentFuzzTest {

    private static final Path DIRECTORY = Path.of("/data/topics/default");

    @FuzzTest(maxDuration = "20s")
    void open(byte[] segment) throws IOException {
        opened(segment);
        opened(withRightChecksum(segment));
    }

    private static void opened(byte[] segment) throws IOException {
        MemoryFiles files = new MemoryFiles();
        Path path = DIRECTORY.resolve(Segment.fileName(0));
        files.create(path).close();
        files.append(path, segment);
        AtomicInteger seen = new AtomicInteger();
        TopicLog log = TopicLog.own(
                files, Batches.TOPIC, DIRECTORY, 1 << 20, Clock.systemUTC(), header -> seen.incrementAndGet());
        log.append(Batches.of("more"));
        int read = 0;
        try (LogCursor cursor = log.read(0, false)) {
            for (StoredBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
                batch.body();
                read++;
            }
        }
        assertThat(read).isEqualTo(seen.get() + 1);
        long end = log.end();
        log.close();
        assertThat(TopicLog.own(files, Batches.TOPIC, DIRECTORY, 1 << 20, Clock.systemUTC(), header -> {})
                        .end())
                .isEqualTo(end);
    }

    /** Chance does not find a checksum; then what the header says is looked at. */
    private static byte[] withRightChecksum(byte[] segment) {
        byte[] mended = segment.clone();
        ByteBuffer header = ByteBuffer.wrap(mended);
        int size = mended.length < 8 ? 0 : header.getShort(6) & 0xFFFF;
        if (size >= BatchHeader.LEAST_BYTES && size <= mended.length) {
            CRC32C crc = new CRC32C();
            crc.update(mended, 0, size - 4);
            header.putInt(size - 4, (int) crc.getValue());
        }
        return mended;
    }
}
