package io.penstock.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FramingTest {

    @ParameterizedTest
    @CsvSource({
        "newline, NEWLINE",
        "' NUL ', NUL",
        "lengthPrefix4, LENGTH_PREFIX_4",
        "LENGTH_PREFIX_4, LENGTH_PREFIX_4",
        "octet-counting, OCTET_COUNTING"
    })
    void parse_usersWord_isFound(String word, Framing expected) {
        assertThat(Framing.parse(word)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void parse_ownWord_isFoundAgain(Framing framing) {
        assertThat(Framing.parse(framing.toString())).isEqualTo(framing);
    }

    @Test
    void parse_otherWord_saysWhichThereAre() {
        assertThatThrownBy(() -> Framing.parse("crlf"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("framing=crlf is not known; use newline, nul, lengthPrefix4 or octetCounting");
    }
}
