package io.penstock.benchmark.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.benchmark.contenders.Group;
import io.penstock.benchmark.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultPlotsTest {

    @TempDir
    Path results;

    @BeforeEach
    void keepRawOutput() throws IOException {
        Files.writeString(results.resolve("report.md"), """
                # Benchmark results

                | what      |                                        value |
                |-----------|---------------------------------------------:|
                | date      |                         2026-11-22T01:11:51Z |
                | commit    |                                      56e031c |
                | form      |                                        short |
                | processor |                     Some CPU, 2 available |
                | JDK       | OpenJDK 64-Bit Server VM 17.0.15+6 |

                | another | table |
                """);
        Files.writeString(results.resolve("drained-throughput.csv"), """
                round,contender,producers,calls,lines,call_nanos,drained_nanos
                1,penstock,1,1000,1000,5,1000000
                2,penstock,1,1000,1000,5,500000
                1,logback-async,1,1000,1000,5,1000000
                """);
        Files.writeString(results.resolve("caller-latency-penstock-10000-service.hgrm"), """
                       Value     Percentile TotalCount 1/(1-Percentile)

                       0.155 0.000000000000          1           1.00
                       0.502 0.500000000000      30102           2.00
                     630.271 1.000000000000      60000
                #[Mean    =        0.697, StdDeviation   =        5.012]
                """);
    }

    @Test
    void caption_ofAReport_namesDateCommitFormJdkAndProcessor() throws IOException {
        assertThat(ResultPlots.caption(Report.read(results.resolve("report.md")).facts()))
                .isEqualTo("2026-11-22 · commit 56e031c · short form · OpenJDK 17.0.15+6 · Some CPU, 2 cores");
    }

    @Test
    void drainedThroughput_columnsOfAnOlderRun_drawsTheMedians() throws IOException {
        String svg = ResultPlots.of(results).drainedThroughput(Group.LOGBACK).orElseThrow();

        assertThat(svg).contains("1 producer", ">1,500,000<", ">1,000,000<", "commit 56e031c");
        assertThat(ResultPlots.of(results).drainedThroughput(Group.JUL)).isEmpty();
    }

    @Test
    void drainedThroughput_startsOfSeveralBatches_drawsTheMedianOfTheStarts() throws IOException {
        // Starts of 2, 1 and 1 million; of all batches together the median would be 2 million.
        Files.writeString(results.resolve("drained-throughput.csv"), """
                round,contender,producers,batch,calls,lines,call_nanos,drained_nanos,cpu_nanos,collector_millis
                1,penstock,1,0,1000,1000,5,500000,5,0
                1,penstock,1,1,1000,1000,5,500000,5,0
                1,penstock,1,2,1000,1000,5,500000,5,0
                2,penstock,1,0,1000,1000,5,1000000,5,0
                3,penstock,1,0,1000,1000,5,1000000,5,0
                """);

        String svg = ResultPlots.of(results).drainedThroughput(Group.LOGBACK).orElseThrow();

        assertThat(svg).contains(">1,000,000<").doesNotContain(">2,000,000<");
    }

    @Test
    void drawAll_someFigures_drawsThoseAndNoOthers() throws IOException {
        ResultPlots.drawAll(results);

        try (var files = Files.list(results)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".svg")))
                    .containsExactlyInAnyOrderElementsOf(List.of("caller-latency-10000.svg", "drained-throughput.svg"));
        }
    }
}
