package io.penstock.benchmark.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void update_noTerminal_printsALineEveryTwoSecondsWithTheCurrentRate() {
        Progress progress = new Progress(out, false, "way", 1_000, 0);

        progress.update(100, 1_000_000_000L);
        progress.update(200, 2_000_000_000L);
        progress.update(800, 4_000_000_000L);

        assertThat(printed().lines()).hasSize(2);
        assertThat(printed().lines().findFirst().orElseThrow()).endsWith(" 20 %  200 of 1,000        100/s");
        assertThat(printed().lines().skip(1).findFirst().orElseThrow()).endsWith(" 80 %  800 of 1,000        300/s");
    }

    @Test
    void update_terminal_staysOnOneLine() {
        Progress progress = new Progress(out, true, "way", 1_000, 0);

        progress.update(100, 1_000_000_000L);
        progress.update(1_000, 2_000_000_000L);

        assertThat(printed()).doesNotContain("\n").startsWith("\r");
    }

    @Test
    void line_half_fillsHalfOfTheBar() {
        assertThat(new Progress(out, true, "way", 1_000, 0).line(500, 1))
                .contains("[" + "#".repeat(15) + ".".repeat(15) + "]")
                .contains(" 50 %");
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
