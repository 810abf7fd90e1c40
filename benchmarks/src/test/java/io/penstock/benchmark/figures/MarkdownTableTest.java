package io.penstock.benchmark.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MarkdownTableTest {

    @Test
    void toString_cellsOfAllLengths_alignsTheColumns() {
        MarkdownTable table = new MarkdownTable("subject", "p50");
        table.row("a", "0.13");
        table.row("a longer one", "1,234");

        assertThat(table).hasToString("""
        | subject      |   p50 |
        |--------------|------:|
        | a            |  0.13 |
        | a longer one | 1,234 |
        """);
    }

    @Test
    void row_wrongNumberOfCells_isRefused() {
        MarkdownTable table = new MarkdownTable("subject", "p50");

        assertThatThrownBy(() -> table.row("a")).hasMessage("1 cells in a table of 2 columns: [a]");
    }
}
