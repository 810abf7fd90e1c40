package io.penstock.collector.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"default", "orders-2026", "a", "Com.acme_x", "0"})
    void name_ofTheAlphabet_isOne(String name) {
        assertThat(new TopicName(name).value()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../evil", "a/b", "a\\b", ".hidden", "a b", "ä", "a\nb", "a\0", "C:"})
    void name_thatCouldLeadOutOrConfuse_isRefused(String name) {
        assertThatThrownBy(() -> new TopicName(name)).isInstanceOf(IllegalArgumentException.class);
        assertThat(TopicName.isValid(name)).isFalse();
    }

    @Test
    void name_tooLong_saysHowLongItMayBe() {
        assertThat(TopicName.isValid("a".repeat(TopicName.MOST_CHARS))).isTrue();
        assertThatThrownBy(() -> new TopicName("a".repeat(TopicName.MOST_CHARS + 1)))
                .hasMessage("a topic's name has 1 to 249 characters, not 250");
    }
}
