package io.penstock.benchmark.questions;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import io.penstock.benchmark.contenders.DiscardingAppender;
import io.penstock.benchmark.contenders.LoggingSubject;
import io.penstock.logback.AsyncProxyAppender;
import io.penstock.logback.FastLane;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a call cost its caller by the fast lane, by the normal way, and with an appender that does nothing?
 *
 * <p>The ring never fills: the calls come in batches of a quarter of it, and between two batches it runs empty, outside of
 * the measured time. The appender behind the proxy does nothing, so that {@link AppendBenchmark}'s file decides nothing
 * here. A call at a disabled level is measured, too, because a turbo filter is asked about those as well.
 *
 * <p>{@code mvn -q -Pjmh verify -Djmh.include=LaneBenchmark}, or {@code java -cp ... org.openjdk.jmh.Main LaneBenchmark -prof
 * gc}. The profiler counts all threads: the caller's share alone is {@link CallerAllocation}'s question.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 3,
        jvmArgs = {"-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch", "-XX:+UseG1GC"})
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Threads(1)
public class LaneBenchmark {

    private static final int BATCH = 2048;
    private static final Duration LONG = Duration.ofSeconds(30);

    @Param({"lane", "normal", "no-op"})
    public String way = "";

    private final LoggerContext context = new LoggerContext();
    private final AsyncProxyAppender proxy = new AsyncProxyAppender();
    private Logger logger;
    private int calls;

    @Setup
    public void start() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        DiscardingAppender discarding = new DiscardingAppender();
        discarding.setContext(context);
        discarding.start();
        if (way.equals("no-op")) {
            root.addAppender(discarding);
        } else {
            proxy.setContext(context);
            proxy.setName("PROXY");
            proxy.addAppender(discarding);
            // An appender of our own, which asks its thread nothing, stands for one that is known to ask nothing.
            proxy.setCarryContext("never");
            proxy.start();
            root.addAppender(proxy);
        }
        if (way.equals("lane")) {
            FastLane lane = new FastLane();
            lane.setContext(context);
            lane.start();
            context.addTurboFilter(lane);
        }
        logger = context.getLogger(LoggingSubject.LOGGER_NAME);
    }

    @Setup(org.openjdk.jmh.annotations.Level.Invocation)
    public void runEmpty() {
        proxy.flush(LONG);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void twoArguments() {
        for (int i = 0; i < BATCH; i++) {
            logger.info("order {} processed for {}", calls++, "Ada Lovelace");
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void noArguments() {
        for (int i = 0; i < BATCH; i++) {
            logger.info("started");
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void disabled() {
        for (int i = 0; i < BATCH; i++) {
            logger.debug("order {} processed for {}", calls++, "Ada Lovelace");
        }
    }

    /** Fails if an event was lost: a call whose event is refused costs less, and would make the figure too low. */
    @TearDown
    public void stopAndAudit() {
        context.stop();
        System.out.printf("%n# %s: %s%n", way, proxy.getBooks());
    }
}
