package io.penstock.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FoldedCountTest {

    @Test
    void next_ofManyFailures_tellsThe1st2nd4thAndSoOn() {
        FoldedCount failures = new FoldedCount();

        assertThat(LongStream.generate(failures::next).limit(20))
                .containsExactly(1L, 2L, 0L, 4L, 0L, 0L, 0L, 8L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 16L, 0L, 0L, 0L, 0L);
    }

    @Test
    void times_theFirst_addsNothing() {
        assertThat(FoldedCount.times(1)).isEmpty();
        assertThat(FoldedCount.times(4)).isEqualTo(" (4 times by now)");
    }
}
