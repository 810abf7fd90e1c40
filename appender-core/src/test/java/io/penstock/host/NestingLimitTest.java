package io.penstock.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NestingLimitTest {

    private final NestingLimit limit = new NestingLimit();

    @Test
    void enter_eightLevels_refusesTheNinth() {
        for (int level = 1; level <= 8; level++) {
            assertThat(limit.enter()).as("level %s", level).isTrue();
        }

        assertThat(limit.enter()).isFalse();
        limit.leave();
        assertThat(limit.enter()).isTrue();
        assertThat(limit.enter()).isFalse();
    }

    @Test
    void enter_otherThread_startsAnew() throws Exception {
        while (limit.enter()) {}

        assertThat(CompletableFuture.supplyAsync(limit::enter).get(20, TimeUnit.SECONDS))
                .isTrue();
    }

    @Test
    void leave_asOftenAsEntered_allowsAllLevelsAgain() {
        for (int round = 0; round < 3; round++) {
            int levels = 0;
            while (limit.enter()) {
                levels++;
            }
            assertThat(levels).isEqualTo(8);
            for (int level = 0; level < levels; level++) {
                limit.leave();
            }
        }
    }
}
