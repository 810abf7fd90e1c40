package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OverflowPolicyTest {

    @ParameterizedTest
    @ValueSource(strings = {"dropBelow", "drop-below", "DROP_BELOW", "drop below", " DropBelow ", "DROPBELOW"})
    void parse_anySpelling_isTheSamePolicy(String text) {
        assertThat(OverflowPolicy.parse(text)).isEqualTo(OverflowPolicy.DROP_BELOW);
    }

    @ParameterizedTest
    @EnumSource
    void parse_ownWordAndName_isThePolicy(OverflowPolicy policy) {
        assertThat(OverflowPolicy.parse(policy.toString())).isEqualTo(policy);
        assertThat(OverflowPolicy.parse(policy.name())).isEqualTo(policy);
    }

    @Test
    void parse_spool_saysThatItIsNotThereYet() {
        assertThatThrownBy(() -> OverflowPolicy.parse("Spool"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("overflowPolicy=Spool needs the disk spool, which this version does not have yet; "
                        + "use block, drop or dropBelow");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dropAll", "", "blocks"})
    void parse_unknownWord_listsTheKnownOnes(String text) {
        assertThatThrownBy(() -> OverflowPolicy.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("overflowPolicy=" + text + " is not known; use block, drop or dropBelow");
    }
}
