package io.penstock.tcp.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.wire.ProtocolException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutstandingTest {

    @ParameterizedTest
    @ValueSource(longs = {0, Integer.MAX_VALUE - 150L, (1L << 32) - 150})
    void answer_tableGrownWhileTurnedRound_findsEachRecord(long first) throws ProtocolException {
        Outstanding outstanding = new Outstanding(first);
        for (int i = 0; i < 1000; i++) {
            outstanding.add(7 * i);
            if (i % 3 == 0) {
                assertThat(outstanding.answer(first + i / 3)).isEqualTo(7 * (i / 3));
            }
        }

        assertThat(outstanding.size()).isEqualTo(666);
        for (int i = 999; i >= 334; i--) {
            assertThat(outstanding.answer(first + i)).isEqualTo(7 * i);
        }
        assertThat(outstanding.size()).isZero();
    }
}
