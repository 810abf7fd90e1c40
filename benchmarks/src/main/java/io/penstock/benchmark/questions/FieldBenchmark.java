package io.penstock.benchmark.questions;

import static net.logstash.logback.argument.StructuredArguments.kv;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import io.penstock.benchmark.contenders.LoggingSubject;
import io.penstock.logback.AsyncProxyAppender;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import net.logstash.logback.appender.LoggingEventAsyncDisruptorAppender;
import net.logstash.logback.encoder.LogstashEncoder;
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
 * What does a call cost its caller that logs a bean as a JSON field: behind our proxy, which has the mapper write it at the
 * call; behind logstash-logback-encoder's own asynchronous appender, whose worker writes what the bean holds by then; and
 * with the encoder on the caller's thread?
 *
 * <p>Behind each is a LogstashEncoder, whose bytes are thrown away. The calls come in batches of a quarter of the ring, and
 * between two batches it runs empty, outside of the measured time. A field with a text is measured, too: it crosses by
 * reference.
 *
 * <p>{@code mvn -q -Pjmh verify -Djmh.include=FieldBenchmark}.
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
public class FieldBenchmark {

    private static final int BATCH = 2048;

    @Param({"penstock", "logstash-async", "synchronous"})
    public String way = "";

    private final LoggerContext context = new LoggerContext();
    private final Counting target = new Counting();
    private final Order order = new Order();
    private Logger logger;
    private long calls;

    @Setup
    public void start() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        LogstashEncoder encoder = new LogstashEncoder();
        encoder.setContext(context);
        encoder.start();
        target.setContext(context);
        target.setEncoder(encoder);
        target.setOutputStream(OutputStream.nullOutputStream());
        target.start();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        switch (way) {
            case "penstock" -> {
                AsyncProxyAppender proxy = new AsyncProxyAppender();
                proxy.setContext(context);
                proxy.setName("PROXY");
                proxy.addAppender(target);
                proxy.start();
                root.addAppender(proxy);
            }
            case "logstash-async" -> {
                LoggingEventAsyncDisruptorAppender async = new LoggingEventAsyncDisruptorAppender();
                async.setContext(context);
                async.addAppender(target);
                async.start();
                root.addAppender(async);
            }
            default -> root.addAppender(target);
        }
        logger = context.getLogger(LoggingSubject.LOGGER_NAME);
    }

    @Setup(org.openjdk.jmh.annotations.Level.Invocation)
    public void runEmpty() {
        while (target.written.get() < calls) {
            LockSupport.parkNanos(100_000);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void bean() {
        for (int i = 0; i < BATCH; i++) {
            logger.info("order taken", kv("order", order));
        }
        calls += BATCH;
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void beanInTheMessage() {
        for (int i = 0; i < BATCH; i++) {
            logger.info("order taken: {}", kv("order", order));
        }
        calls += BATCH;
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void text() {
        for (int i = 0; i < BATCH; i++) {
            logger.info("order taken", kv("order", "4711"));
        }
        calls += BATCH;
    }

    @TearDown
    public void stop() {
        runEmpty();
        context.stop();
    }

    /** Counts what was written. */
    private static final class Counting extends OutputStreamAppender<ILoggingEvent> {

        private final AtomicLong written = new AtomicLong();

        @Override
        protected void append(ILoggingEvent event) {
            super.append(event);
            written.incrementAndGet();
        }
    }

    /** Five fields and a list, as applications log them. */
    public static final class Order {
        public int number = 4711;
        public String customer = "Ada Lovelace";
        public String city = "London";
        public double total = 129.5;
        public boolean paid = true;
        public List<String> articles = List.of("pear", "apple", "quince");

        @Override
        public String toString() {
            return "order " + number + " of " + customer;
        }
    }
}
