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
    void append_textsOfEachLength_areWhatGetBytesGives() {
        for (int length = 0; length < 9000; length += length < 60 ? 1 : 997) {
            for (String unit : new String[] {"a", "é", "€", "\uD83D\uDE00", "\uD83D"}) {
                String text = unit.repeat(length);
                buffer.clear();

                buffer.append("head ").append(text).append('.');

                assertThat(buffer.toByteArray())
                        .as("%d times %s", length, unit)
                        .isEqualTo(("head " + text + '.').getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void appendEscaped_randomText_isReplacedThenEncoded() {
        byte[][] escapes = new byte[0x80][];
        escapes['\n'] = "\\newline".getBytes(StandardCharsets.US_ASCII);
        escapes['a'] = new byte[] {'A'};
        long seed = 43;
        Random random = new Random(seed);
        String[] atoms = {"a", "b", "\n", "é", "€", "\uD83D\uDE00", "\uD83D", "\uDE00", "long text without any escape"};
        for (int round = 0; round < 2000; round++) {
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(40), 0, atoms.length).forEach(i -> text.append(atoms[i]));
            Utf8Buffer small = new Utf8Buffer(0);

            small.append("x").appendEscaped(text.toString(), escapes);

            String expected = "x" + text.toString().replace("\n", "\\newline").replace('a', 'A');
            assertThat(new String(small.toByteArray(), StandardCharsets.UTF_8))
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(new String(expected.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
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
    void append_numbersAroundEachPowerOfTen_areInDecimal() {
        for (long power = 1; power > 0 && power <= Long.MAX_VALUE / 10; power *= 10) {
            for (long number : new long[] {power - 1, power, power + 1, -power, 9 * power, Long.MAX_VALUE - power}) {
                buffer.clear();

                buffer.append(number);

                assertThat(new String(buffer.toByteArray(), StandardCharsets.US_ASCII))
                        .isEqualTo(Long.toString(number));
            }
        }
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
