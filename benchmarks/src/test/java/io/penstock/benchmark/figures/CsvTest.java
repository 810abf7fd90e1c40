package io.penstock.benchmark.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {

    @TempDir
    Path directory;

    @Test
    void line_commaQuoteAndLineFeed_standInQuotes() {
        assertThat(Csv.line("1,000/s", "plain", "says \"no\"", "two\nlines", ""))
                .isEqualTo("\"1,000/s\",plain,\"says \"\"no\"\"\",\"two\nlines\",\n");
    }

    @Test
    void read_whatLineWrote_isTheSame() throws IOException {
        Path file = directory.resolve("a.csv");
        Files.writeString(
                file,
                Csv.line("a", "b", "c") + Csv.line("1,000", "\"", "\"x\" and \"\"") + Csv.line("", "two\nlines", ","));

        assertThat(Csv.read(file))
                .containsExactly(
                        Map.of("a", "1,000", "b", "\"", "c", "\"x\" and \"\""),
                        Map.of("a", "", "b", "two\nlines", "c", ","));
    }

    @Test
    void read_lastLineWithoutLineFeed_isARow() throws IOException {
        Path file = Files.writeString(directory.resolve("a.csv"), "a,b\n1,");

        assertThat(Csv.read(file)).containsExactly(Map.of("a", "1", "b", ""));
    }

    @Test
    void read_noFile_hasNoRows() throws IOException {
        assertThat(Csv.read(directory.resolve("none.csv"))).isEmpty();
    }

    @Test
    void read_rowOfAnotherLength_namesFileAndRow() throws IOException {
        Path file = Files.writeString(directory.resolve("a.csv"), "a,b\n1,2\n1\n");

        assertThatThrownBy(() -> Csv.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": row 2 has 1 cells, and the headings 2");
    }
}
