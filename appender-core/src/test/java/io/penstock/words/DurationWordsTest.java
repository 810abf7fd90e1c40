package io.penstock.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationWordsTest {

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 seconds",
        "PT1S, 1 second",
        "PT5S, 5 seconds",
        "PT90S, 90 seconds",
        "PT1M, 1 minute",
        "PT2H, 2 hours",
        "PT0.2S, 200 milliseconds",
        "PT0.00005S, 50 microseconds",
        "PT-1S, -1 second",
        "PT0.000000001S, PT0.000000001S",
        "PT90000000000S, PT25000000H"
    })
    void duration_inMessages_readsAsUsersTypeIt(Duration duration, String words) {
        assertThat(DurationWords.of(duration)).isEqualTo(words);
    }
}
