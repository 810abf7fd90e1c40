package io.penstock.collector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class TroublesTest {

    private static final Instant START = Instant.parse("2026-12-01T00:00:00Z");

    private final StringWriter lines = new StringWriter();
    private Instant now = START;

    private Troubles troubles() {
        return new Troubles(new PrintWriter(lines), new Clock() {
            @Override
            public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        });
    }

    @Test
    void tell_whatAStrangerPutsIntoIt_staysOneLineAndNoCommandOfATerminal() {
        troubles().tell("refused: evil\r\n2026-12-01T00:00:00Z WARN fake\u001b[31m\u009b1m\u2028\u202ex");

        assertThat(lines.toString())
                .isEqualTo("2026-12-01T00:00:00Z WARN refused: evil??2026-12-01T00:00:00Z WARN fake?[31m?1m??x"
                        + System.lineSeparator());
    }

    @Test
    void tell_veryLong_isCut() {
        troubles().tell("x".repeat(1_000_000));

        assertThat(lines.toString()).hasSizeLessThan(600).endsWith("x..." + System.lineSeparator());
    }

    @Test
    void tell_alwaysSomethingElse_soManyLinesInAMinuteAndThenACount() {
        Troubles troubles = troubles();
        for (int i = 0; i < 1000; i++) {
            troubles.tell("kind " + "x".repeat(i % 400) + "y".repeat(i / 400));
        }
        assertThat(lines.toString().lines()).hasSize(200);

        now = START.plus(Duration.ofMinutes(1));
        troubles.tell("later");

        assertThat(lines.toString().lines().skip(200))
                .containsExactly(
                        "2026-12-01T00:01:00Z WARN 800 more lines were left out since 2026-12-01T00:00:00Z: there were 200 in a minute",
                        "2026-12-01T00:01:00Z WARN later");
    }

    @Test
    void tell_theSameAgain_isFoldedWithACount() {
        Troubles troubles = troubles();
        troubles.tell("port 1");
        troubles.tell("port 2");
        now = START.plus(Duration.ofMinutes(1));
        troubles.tell("port 3");

        assertThat(lines.toString().lines())
                .containsExactly(
                        "2026-12-01T00:00:00Z WARN port 1",
                        "2026-12-01T00:01:00Z WARN port 3 (and 1 times since 2026-12-01T00:00:00Z)");
    }
}
