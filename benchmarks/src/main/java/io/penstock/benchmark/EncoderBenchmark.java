package io.penstock.benchmark;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import io.penstock.logback.PenstockJsonEncoder;
import io.penstock.logback.PenstockPatternEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.slf4j.helpers.MessageFormatter;

/**
 * What does an event cost in the encoder, with ours and with Logback's own?
 *
 * <p>The event has two arguments and two MDC entries; its message is rendered anew each time, as it is once for each event on the
 * drain thread, and is part of the figure; a hundred events share a millisecond. Both write an array for each event.
 *
 * <p>{@code java -cp ... org.openjdk.jmh.Main EncoderBenchmark -prof gc}; the ratio of two rows of one run is the claim.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 2,
        jvmArgs = {"-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch", "-XX:+UseG1GC"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Threads(1)
public class EncoderBenchmark {

    private static final String PATTERN = "%d %-5level [%thread] %logger{36} - %msg%n";
    private static final String PATTERN_WITH_MDC =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %level %logger [%X{request:-none}] %msg%n";

    @Param({"pattern", "pattern-mdc", "json"})
    public String format = "";

    @Param({"logback", "penstock"})
    public String encoder = "";

    private final RenderingEvent event = new RenderingEvent();
    private Encoder<ILoggingEvent> subject;

    @Setup
    public void start() {
        LoggerContext context = new LoggerContext();
        context.setName("benchmark");
        event.prepare(context.getLogger("org.example.shop.checkout.OrderService"));
        boolean ours = encoder.equals("penstock");
        subject = switch (format) {
            case "json" -> ours ? new PenstockJsonEncoder() : new JsonEncoder();
            case "pattern" -> ours ? ours(PATTERN) : logbacks(PATTERN);
            default -> ours ? ours(PATTERN_WITH_MDC) : logbacks(PATTERN_WITH_MDC);
        };
        subject.setContext(context);
        subject.start();
    }

    private static Encoder<ILoggingEvent> ours(String pattern) {
        PenstockPatternEncoder made = new PenstockPatternEncoder();
        made.setPattern(pattern);
        return made;
    }

    private static Encoder<ILoggingEvent> logbacks(String pattern) {
        PatternLayoutEncoder made = new PatternLayoutEncoder();
        made.setPattern(pattern);
        made.setCharset(StandardCharsets.UTF_8);
        return made;
    }

    @Benchmark
    public byte[] encode() {
        event.next();
        return subject.encode(event);
    }

    /** One object for all events: what making an event costs is no question here. */
    private static final class RenderingEvent extends LoggingEvent {

        private static final int EVENTS_PER_MILLISECOND = 100;
        private static final long START = 1_790_000_000_000L;

        private final Object[] arguments = {0, "Ada Lovelace"};
        private int events;

        void prepare(Logger logger) {
            setLoggerName(logger.getName());
            setLoggerContextRemoteView(logger.getLoggerContext().getLoggerContextRemoteView());
            setLevel(Level.INFO);
            setThreadName("http-nio-8080-exec-7");
            setMessage("order {} of {} accepted, 3 articles from 2 warehouses, payment by invoice");
            setMDCPropertyMap(Map.of("request", "3f9a77c1", "user", "ada"));
        }

        void next() {
            arguments[0] = events++;
        }

        @Override
        public long getTimeStamp() {
            return START + events / EVENTS_PER_MILLISECOND;
        }

        @Override
        public int getNanoseconds() {
            return (int) (getTimeStamp() % 1000) * 1_000_000;
        }

        @Override
        public Object[] getArgumentArray() {
            return arguments;
        }

        @Override
        public String getFormattedMessage() {
            return MessageFormatter.arrayFormat(getMessage(), arguments, null).getMessage();
        }
    }
}
