package io.penstock.benchmark.subject;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private String compare(String lines) throws IOException {
        OrderAudit audit = new OrderAudit();
        audit.expect(2);
        audit.expect(1);
        return audit.compare(Files.writeString(directory.resolve("sink.log"), lines));
    }
}
