package io.penstock.collector.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BytePatternTest {

    private static int find(String pattern, String text, int from, int to) {
        return new BytePattern(pattern.getBytes(StandardCharsets.UTF_8))
                .find(text.getBytes(StandardCharsets.UTF_8), from, to);
    }

    @Test
    void find_firstPlaceWithinTheBounds() {
        assertThat(find("timed out", "the call timed out, and timed out again", 0, 39))
                .isEqualTo(9);
        assertThat(find("timed out", "the call timed out, and timed out again", 10, 39))
                .isEqualTo(24);
        assertThat(find("timed out", "the call timed out", 0, 17)).isEqualTo(-1);
        assertThat(find("x", "x", 0, 1)).isZero();
        assertThat(find("xy", "x", 0, 1)).isEqualTo(-1);
        assertThat(find("ü", "grüße", 0, 7)).isEqualTo(2);
    }

    @Test
    void find_randomBytesOfASmallAlphabet_asByOneStepAfterTheOther() {
        Random random = new Random(14);
        for (int i = 0; i < 20_000; i++) {
            byte[] text = bytes(random, random.nextInt(60));
            byte[] pattern = bytes(random, 1 + random.nextInt(6));
            int from = random.nextInt(text.length + 1);
            int to = from + random.nextInt(text.length - from + 1);

            assertThat(new BytePattern(pattern).find(text, from, to)).isEqualTo(plain(pattern, text, from, to));
        }
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            // Neighbours whose difference is 1 are what the arithmetic on words is wrong about, above a place that is
            // right.
            bytes[i] = (byte) (random.nextInt(8) == 0 ? 0x80 : 'a' + random.nextInt(2));
        }
        return bytes;
    }

    private static int plain(byte[] pattern, byte[] text, int from, int to) {
        for (int at = from; at + pattern.length <= to; at++) {
            if (java.util.Arrays.equals(pattern, 0, pattern.length, text, at, at + pattern.length)) {
                return at;
            }
        }
        return -1;
    }
}
