package io.penstock.collector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {

    @TempDir
    private Path directory;

    @Test
    void figures_areLogdsLines() {
        Histogram timing = new Histogram(60_000_000_000L, 3);
        timing.recordValue(626_930);
        timing.recordValue(1_250_000_000);

        assertThat(new BenchFigures(50_560_000_000L, 828_610, timing, 60_000_000_000L).lines("out"))
                .startsWith("bytes out : 50.56Gb 842.67Mb/s\nbatches   : 828.61K 13.81K/s\ntiming    :\n  min 626.")
                .contains("μs\n  p50 627.")
                .endsWith("  max 1.25s\n");
    }

    @Test
    void bench_writesAndReadsBack() throws Exception {
        try (CollectorProcess collector = CollectorProcess.start(directory.resolve("data"))) {
            String server = "127.0.0.1:" + collector.logd().getPort();
            String out = output(
                    0,
                    "bench",
                    "--server",
                    server,
                    "--connections",
                    "3",
                    "--topics",
                    "2",
                    "--duration",
                    "200ms",
                    "--size",
                    "5000");

            assertThat(out).startsWith("batch size: 5000b, topics: 2, duration: 0.2s, connections: 3\nbytes out : ");
            assertThat(out).containsPattern("bytes in  : [0-9.]+[KMG]?b [0-9.]+[KMG]?b/s\nbatches   : ");
            assertThat(output(0, "stats", "--server", server)).contains("topic.bench-0.end: ", "topic.bench-1.end: ");
            assertThat(output(0, "bench", "--server", server, "--duration", "50ms", "--topics", "2", "--read-only"))
                    .contains("bytes in")
                    .doesNotContain("bytes out");
            assertThat(output(1, "bench", "--server", server, "--duration", "50ms", "--topics", "9", "--read-only"))
                    .doesNotContain("bytes in");
        }
        assertThat(output(2, "bench", "--read-only", "--write-only")).isEmpty();
        assertThat(output(2, "bench", "--size", "1MB")).isEmpty();
    }

    private static String output(int expectedCode, String... arguments) {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
            assertThat(Main.run(arguments)).isEqualTo(expectedCode);
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
