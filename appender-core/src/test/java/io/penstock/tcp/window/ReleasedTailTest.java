package io.penstock.tcp.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReleasedTailTest {

    private static final int LIMIT = 10_000;
    private static final int STEP = (LIMIT + 127) / 128;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void records_randomSizes_areNeverTooFewAndHardlyTooMany(long seed) {
        Random random = new Random(seed);
        ReleasedTail tail = new ReleasedTail(LIMIT);
        List<Integer> sizes = new ArrayList<>();

        for (int i = 0; i < 5000; i++) {
            int size = random.nextInt(200) == 0 ? random.nextInt(3 * LIMIT) : 1 + random.nextInt(60);
            sizes.add(size);
            tail.add(1, size);

            int needed = last(sizes, 0, LIMIT);
            int sameStep = last(sizes, needed, STEP);
            assertThat(tail.records()).isBetween((long) needed, (long) needed + sameStep);
        }
    }

    @Test
    void clear_newConnection_countsFromZero() {
        ReleasedTail tail = new ReleasedTail(LIMIT);
        for (int i = 0; i < 1000; i++) {
            tail.add(3, 100);
        }

        tail.clear();
        tail.add(2, 100);

        assertThat(tail.records()).isEqualTo(2);
    }

    /** How many sizes it takes to have so many bytes, besides so many at the end. */
    private static int last(List<Integer> sizes, int besides, int bytes) {
        int sum = 0;
        int count = besides;
        while (count < sizes.size() && sum < bytes) {
            sum += sizes.get(sizes.size() - ++count);
        }
        return count - besides;
    }
}
