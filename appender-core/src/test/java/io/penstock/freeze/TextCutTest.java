package io.penstock.freeze;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextCutTest {

    private static final String TWO_BYTES = "\u00e9";
    private static final String THREE_BYTES = "\u20ac";
    private static final String FOUR_BYTES = "\ud83d\ude00";
    private static final String LONE_SURROGATE = "\ud83d";

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", TWO_BYTES, THREE_BYTES, FOUR_BYTES, LONE_SURROGATE, LONE_SURROGATE + "a", "\ude00\ud83d"
            })
    void utf8Length_anyText_isWhatGetBytesYields(String text) {
        assertThat(TextCut.utf8Length(text)).isEqualTo(text.getBytes(UTF_8).length);
    }

    @Test
    void fits_exactlyAtTheLimit_isTrueAndOneByteLessIsFalse() {
        String text = "ab" + THREE_BYTES + FOUR_BYTES;

        assertThat(TextCut.fits(text, 9)).isTrue();
        assertThat(TextCut.fits(text, 8)).isFalse();
    }

    @Test
    void cut_longText_saysOriginalLengthAndSetting() {
        String cut = TextCut.cut("x".repeat(1000), 100, 100);

        assertThat(cut)
                .isEqualTo("x".repeat(58) + "...[1000 bytes cut at maxMessageBytes=100]")
                .hasSize(100);
    }

    @Test
    void cut_noRoomEvenForTheMark_isTheMarkAlone() {
        assertThat(TextCut.cut("x".repeat(1000), 5, 100)).isEqualTo("...[1000 bytes cut at maxMessageBytes=100]");
    }

    @Test
    void cut_anyOffsetWithinPairs_neverSplitsOneAndStaysWithinTheLimit() {
        long seed = System.nanoTime();
        System.out.println("TextCutTest seed " + seed);
        Random random = new Random(seed);
        String[] alphabet = {"a", TWO_BYTES, THREE_BYTES, FOUR_BYTES};
        for (int round = 0; round < 500; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 300; i++) {
                text.append(alphabet[random.nextInt(alphabet.length)]);
            }
            int limit = 128 + random.nextInt(100);

            String cut = TextCut.cut(text.toString(), limit, limit);

            byte[] bytes = cut.getBytes(UTF_8);
            assertThat(new String(bytes, UTF_8)).isEqualTo(cut);
            // The longest code point has four bytes, so no more than three can stay unused.
            assertThat(bytes.length).isBetween(limit - 3, limit);
            assertThat(text.toString()).startsWith(cut.substring(0, cut.indexOf("...[")));
        }
    }
}
