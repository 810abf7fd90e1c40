package io.penstock.benchmark.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordCounterTest {

    /** All bytes, with many that differ from a newline in one bit: a carry in the test for zero bytes would show. */
    @Test
    void lines_anyBytesInAnyPieces_areCountedAsOneByOne() {
        SplittableRandom random = new SplittableRandom(7);
        byte[] bytes = new byte[20_000];
        long newlines = 0;
        for (int i = 0; i < bytes.length; i++) {
            int kind = random.nextInt(4);
            bytes[i] = kind == 0
                    ? (byte) '\n'
                    : kind == 1 ? (byte) ('\n' ^ 1 << random.nextInt(8)) : (byte) random.nextInt(256);
            newlines += bytes[i] == '\n' ? 1 : 0;
        }
        RecordCounter counter = RecordCounter.lines();

        for (int from = 0; from < bytes.length; ) {
            int length = Math.min(1 + random.nextInt(50), bytes.length - from);
            counter.count(ByteBuffer.wrap(bytes, from, length));
            from += length;
        }

        assertThat(counter.records()).isEqualTo(newlines);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100})
    void octetCounted_inPiecesOfAnySize_countsCompleteRecords(int piece) {
        byte[] bytes = "5 hello12 hello, world1 \n3 ab".getBytes(StandardCharsets.US_ASCII);
        RecordCounter counter = RecordCounter.octetCounted();

        for (int from = 0; from < bytes.length; from += piece) {
            counter.count(ByteBuffer.wrap(bytes, from, Math.min(piece, bytes.length - from)));
        }

        assertThat(counter.records()).isEqualTo(3);
    }

    @Test
    void octetCounted_noLengthWhereOneIsDue_isRefused() {
        RecordCounter counter = RecordCounter.octetCounted();

        assertThatThrownBy(() -> counter.count(ByteBuffer.wrap("2 abx".getBytes(StandardCharsets.US_ASCII))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("byte 120 where a length was due, after 1 records");
    }

    @Test
    void ofSize_incompleteRecord_doesNotCount() {
        RecordCounter counter = RecordCounter.ofSize(200);

        counter.count(ByteBuffer.allocate(399));

        assertThat(counter.records()).isEqualTo(1);
    }
}
