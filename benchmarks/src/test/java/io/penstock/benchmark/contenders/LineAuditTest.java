package io.penstock.benchmark.contenders;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineAuditTest {

    @TempDir
    private Path directory;

    @Test
    void countLines_linesOfOthersBetween_countsOurs() throws IOException {
        Path file = Files.writeString(directory.resolve("sink.log"), """
        order 1 processed for Ada
        dropped 12 events: ring full
        order 2 processed for Ada
        """);

        assertThat(LineAudit.countLines(file, LoggingSubject.LINE_MARK)).isEqualTo(2);
    }

    @Test
    void countLines_bytesThatAreNoText_areNoReasonToFail() throws IOException {
        Path file =
                Files.write(directory.resolve("sink.log"), new byte[] {(byte) 0xff, (byte) 0xfe, '\n', 'x', ' ', '\n'});

        assertThat(LineAudit.countLines(file, "x ")).isEqualTo(1);
    }

    @Test
    void countLines_fileNeverWritten_isNone() throws IOException {
        assertThat(LineAudit.countLines(directory.resolve("absent.log"), "x")).isZero();
    }

    @Test
    void countLines_markThatBeginsTwice_isFound() throws IOException {
        Path file = Files.writeString(directory.resolve("sink.log"), "xaaab\naab aab\naa\nb\naaaab");

        assertThat(LineAudit.countLines(file, "aab")).isEqualTo(3);
    }

    @Test
    void countLines_markAcrossChunks_isFound() throws IOException {
        Path file = Files.writeString(directory.resolve("sink.log"), "-".repeat(64 * 1024 - 2) + "mark\nno\n");

        assertThat(LineAudit.countLines(file, "mark")).isEqualTo(1);
    }

    @Test
    void countLinesBelow_rolledFiles_countsAll() throws IOException {
        Files.writeString(directory.resolve("demo.0.log"), "log message 1\nlog message 2\n");
        Files.writeString(Files.createDirectory(directory.resolve("older")).resolve("demo.1.log"), "log message 3\n");

        assertThat(LineAudit.countLinesBelow(directory, "log message ")).isEqualTo(3);
    }
}
