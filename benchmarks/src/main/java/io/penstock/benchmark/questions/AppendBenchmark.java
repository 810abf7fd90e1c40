package io.penstock.benchmark.questions;

import io.penstock.benchmark.contenders.Contender;
import io.penstock.benchmark.contenders.LoggingSubject;
import io.penstock.benchmark.contenders.SinkOptions;
import io.penstock.benchmark.figures.Audit;
import io.penstock.benchmark.figures.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does one logging call cost when the next one follows at once?
 *
 * <p>Back to back the queue is soon full: a contender that waits is then as slow as its file, and one that drops is as fast as it
 * forgets. The lines lost are therefore printed after each trial; {@link CallerLatency} asks the same at rates that a queue can
 * carry. Contenders are configured as shipped.
 *
 * <p>{@code mvn -q -Pjmh verify}, or {@code java -cp ... org.openjdk.jmh.Main AppendBenchmark -p subject=penstock -prof gc}.
 */
@State(Scope.Benchmark)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 2,
        jvmArgs = {"-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch", "-XX:+UseG1GC"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Threads(1)
public class AppendBenchmark {

    @Param({
        "penstock",
        "penstock-lane",
        "logback-async",
        "lle-async",
        "lle-yielding",
        "log4j2-async",
        "log4j2-yielding",
        "logback-file",
        "format-discard",
        "no-op"
    })
    public String subject = "";

    private LoggingSubject logging;
    private Path directory;
    private int calls;

    @Setup
    public void start() throws IOException {
        directory = Files.createTempDirectory("penstock-jmh");
        logging = Contender.byId(subject).create();
        logging.start(directory, SinkOptions.asShipped());
    }

    @Benchmark
    public void append() {
        logging.log(calls++, "Ada Lovelace");
    }

    @TearDown
    public void stopAndAudit() throws IOException {
        logging.stop();
        OptionalLong lines = logging.linesInSink();
        Audit audit = new Audit(calls, lines);
        System.out.printf(
                "%n# %s: %s calls, %s lines, %s lost%n",
                subject, Figures.count(calls), audit.linesText(), audit.lostText());
        io.penstock.benchmark.measure.Fork.clear(directory);
    }
}
