package io.penstock.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8BufferTest {

    private final Utf8Buffer buffer = new Utf8Buffer(0);

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "é", "€", "😀", "a\uD83D", "\uDE00b", "\uD83D\uD83D\uDE00", "\uD83Dx"})
    void append_text_isWhatGetBytesGives(String text) {
        buffer.append(text);

        assertThat(buffer.toByteArray()).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void append_randomText_isWhatGetBytesGives() {
        long seed = 42;
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(40), 0, 0x10000).forEach(c -> text.append((char) c));
            buffer.clear();

            buffer.append(text.toString());

            assertThat(buffer.toByteArray())
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void append_partOfText_cutsAPairInTwo() {
        buffer.append("x😀y", 0, 2).append("x😀y", 2, 4);

        assertThat(buffer.toByteArray()).isEqualTo("x??y".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9, 10, -1, 1234567890123L, Long.MAX_VALUE, Long.MIN_VALUE})
    void append_number_isInDecimal(long number) {
        buffer.append(number);

        assertThat(new String(buffer.toByteArray(), StandardCharsets.US_ASCII)).isEqualTo(Long.toString(number));
    }

    @Test
    void appendPadded_shortNumber_hasLeadingZeros() {
        buffer.appendPadded(42, 9);

        assertThat(new String(buffer.toByteArray(), StandardCharsets.US_ASCII)).isEqualTo("000000042");
    }

    @Test
    void truncate_takesBackWhatCameAfter() {
        buffer.append("keep").append(" not");

        buffer.truncate(4);

        assertThat(buffer.toByteArray()).isEqualTo("keep".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> buffer.truncate(5)).hasMessage("newSize=5 is not between 0 and 4");
    }

    @Test
    void clear_afterAHugeRecord_letsTheArrayGo() {
        buffer.append("x".repeat(2 << 20));

        buffer.clear();

        assertThat(buffer.array()).hasSizeLessThan(1024);
        assertThat(buffer.size()).isZero();
    }

    @Test
    void copyTo_copiesTheContent() {
        ByteBuffer target = ByteBuffer.allocate(8);

        buffer.append('a')
                .append(new byte[] {'b', 'c', 'd'}, 1, 2)
                .append((String) null)
                .copyTo(target);

        assertThat(target.flip()).isEqualTo(StandardCharsets.US_ASCII.encode("acdnull"));
    }
}
