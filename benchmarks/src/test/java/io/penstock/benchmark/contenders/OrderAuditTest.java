package io.penstock.benchmark.contenders;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderAuditTest {

    @TempDir
    private Path directory;

    @Test
    void compare_allThere_namesNothing() throws IOException {
        assertThat(compare("""
                12:00 [a] order 0 processed for Ada Lovelace
                12:00 [b] order 0 processed for Ada Lovelace
                12:00 [a] order 1 processed for Ada Lovelace
                """)).isEqualTo("3 calls, 3 lines of any kind");
    }

    @Test
    void compare_oneLineIsNotThere_namesItsOrder() throws IOException {
        assertThat(compare("""
                12:00 [a] order 0 processed for Ada Lovelace
                12:00 [a] order 1 processed for Ada Lovelace
                """))
                .isEqualTo("3 calls, 2 lines of any kind; missing: 1, of them [order 0 1 times instead of 2]");
    }

    @Test
    void compare_twoLinesInOne_isDamageAndNotAMissingLineAlone() throws IOException {
        assertThat(compare("""
                12:00 [a] order 0 processed for Ada Lovelace
                12:00 [b] order 0 processed for Ada Lovelace12:00 [a] order 1 processed for Ada Lovelace
                """)).isEqualTo("""
                3 calls, 2 lines of any kind; missing: 1, of them [order 1 0 times instead of 1]; damaged: 1, of them \
                [12:00 [b] order 0 processed for Ada Lovelace12:00 [a] order 1 processed for Ada Lovelace]""");
    }

    @Test
    void compare_aLineTwiceAndOneOfAnother_namesBoth() throws IOException {
        assertThat(compare("""
                12:00 [a] order 0 processed for Ada Lovelace
                12:00 [b] order 0 processed for Ada Lovelace
                12:00 [a] order 1 processed for Ada Lovelace
                12:00 [a] order 1 processed for Ada Lovelace
                12:00 [a] - ignored
                """)).isEqualTo("""
                3 calls, 5 lines of any kind; too many: 1, of them [order 1 2 times instead of 1]; damaged: 1, of them \
                [12:00 [a] - ignored]""");
    }

    @Test
    void isExact_oneLineTwiceInThePlaceOfAnother_isFalseThoughTheNumberIsRight() throws IOException {
        OrderAudit exact = audit();
        exact.compare(file("order 0 processed for Ada Lovelace\n".repeat(2) + "order 1 processed for Ada Lovelace\n"));
        OrderAudit doubled = audit();
        doubled.compare(file("order 0 processed for Ada Lovelace\n".repeat(3)));

        assertThat(exact.isExact()).isTrue();
        assertThat(doubled.isExact()).isFalse();
    }

    @Test
    void isExact_digitsGrouped_isTheSameOrder() throws IOException {
        OrderAudit audit = new OrderAudit();
        StringBuilder lines = new StringBuilder();
        for (int order = 0; order <= 1_000; order++) {
            lines.append(String.format(Locale.ROOT, "order %,d processed for Ada Lovelace%n", order));
        }
        audit.expect(1_001);

        assertThat(audit.compare(file(lines.toString()))).isEqualTo("1001 calls, 1001 lines of any kind");
        assertThat(audit.isExact()).isTrue();
    }

    private String compare(String lines) throws IOException {
        return audit().compare(file(lines));
    }

    private static OrderAudit audit() {
        OrderAudit audit = new OrderAudit();
        audit.expect(2);
        audit.expect(1);
        return audit;
    }

    private Path file(String lines) throws IOException {
        return Files.writeString(directory.resolve("sink.log"), lines);
    }
}
