package io.penstock.benchmark.questions;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.CallerData;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import com.sun.management.ThreadMXBean;
import io.penstock.benchmark.figures.Figures;
import io.penstock.logback.PenstockJsonEncoder;
import io.penstock.logback.PenstockPatternEncoder;
import io.penstock.logback.capture.FrozenEvents;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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

/**
 * What does an event cost in the encoder, with ours and with Logback's own?
 *
 * <p>The event has two arguments and two MDC entries. It is made anew each time, as the drain thread makes it, and rendered by the
 * encoder; both are part of the figure. A hundred events share a millisecond. Both encoders return an array for each event.
 *
 * <p>{@code java -cp ... org.openjdk.jmh.Main EncoderBenchmark -prof gc} on a quiet machine. On a busy one {@code java -cp ...
 * io.penstock.benchmark.questions.EncoderBenchmark}: the encoders and none take turns in one process, by the CPU time of the thread, which the
 * others' share does not change, though what they do to the caches does. The ratio of two rows of one run is the claim.
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

    static final List<String> FORMATS = List.of("pattern", "pattern-mdc", "json");
    static final String HEADER =
            "format,round,logback_ns,penstock_ns,behind_proxy_ns,event_ns,logback_bytes,penstock_bytes,behind_proxy_bytes,event_bytes";

    private static final int EVENTS = 50_000;
    private static final int WARMUP_ROUNDS = 30;
    private static final int ROUNDS = 61;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** So that the result of {@link #main} is used. */
    static volatile byte @Nullable [] kept;

    static volatile int waiting;

    @Param({"pattern", "pattern-mdc", "json"})
    public String format = "";

    @Param({"logback", "penstock", "penstock-behind-proxy"})
    public String encoder = "";

    private final Source source = new Source();
    private FrozenEvents frozen;
    private Encoder<ILoggingEvent> subject;
    private FrozenEvents.@Nullable Writer behindProxy;

    @Setup
    public void start() {
        LoggerContext context = new LoggerContext();
        context.setName("benchmark");
        frozen = new FrozenEvents(context);
        source.prepare(context.getLogger("org.example.shop.checkout.OrderService"));
        if (encoder.equals("none")) {
            subject = new EncodesNothing();
            return;
        }
        boolean ours = encoder.startsWith("penstock");
        subject = switch (format) {
            case "json" -> ours ? new PenstockJsonEncoder() : new JsonEncoder();
            case "pattern" -> ours ? ours(PATTERN) : logbacks(PATTERN);
            default -> ours ? ours(PATTERN_WITH_MDC) : logbacks(PATTERN_WITH_MDC);
        };
        subject.setContext(context);
        subject.start();
        if (encoder.equals("penstock-behind-proxy")) {
            behindProxy = frozen.writer(subject);
        }
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

    public static void main(String[] arguments) {
        System.out.println(HEADER);
        for (String format : FORMATS) {
            Medians medians = measure(format, WARMUP_ROUNDS, ROUNDS, System.out::print);
            System.out.printf(
                    Locale.ROOT,
                    "# %s: logback %.0f ns %.0f B, penstock %.0f ns %.0f B, behind a proxy %.0f ns %.0f B, the event alone %.0f ns"
                            + " %.0f B, medians of %d rounds; ratio %.2f, behind a proxy %.2f%n",
                    format,
                    medians.logbackNanos,
                    medians.logbackBytes,
                    medians.penstockNanos,
                    medians.penstockBytes,
                    medians.behindProxyNanos,
                    medians.behindProxyBytes,
                    medians.eventNanos,
                    medians.eventBytes,
                    ROUNDS,
                    medians.logbackNanos / medians.penstockNanos,
                    medians.logbackNanos / medians.behindProxyNanos);
        }
    }

    /** Both encoders and none take turns; one line per round goes to {@code csv}, as {@link #HEADER} says. */
    static Medians measure(String format, int warmUpRounds, int rounds, Consumer<String> csv) {
        EncoderBenchmark[] all = {
            of(format, "logback"), of(format, "penstock"), of(format, "penstock-behind-proxy"), of(format, "none")
        };
        double[][] nanos = new double[4][rounds];
        double[][] bytes = new double[4][rounds];
        for (int round = -warmUpRounds; round < rounds; round++) {
            for (int turn = 0; turn < all.length; turn++) {
                // The order rotates, so that each comes first, second, third and last equally often.
                int i = Math.floorMod(round + turn, all.length);
                long allocated = THREADS.getCurrentThreadAllocatedBytes();
                long cpu = THREADS.getCurrentThreadCpuTime();
                all[i].encodeMany();
                if (round >= 0) {
                    nanos[i][round] = (double) (THREADS.getCurrentThreadCpuTime() - cpu) / EVENTS;
                    bytes[i][round] = (double) (THREADS.getCurrentThreadAllocatedBytes() - allocated) / EVENTS;
                }
            }
            if (round >= 0) {
                csv.accept(String.format(
                        Locale.ROOT,
                        "%s,%d,%.2f,%.2f,%.2f,%.2f,%.0f,%.0f,%.0f,%.0f%n",
                        format,
                        round,
                        nanos[0][round],
                        nanos[1][round],
                        nanos[2][round],
                        nanos[3][round],
                        bytes[0][round],
                        bytes[1][round],
                        bytes[2][round],
                        bytes[3][round]));
            }
        }
        return new Medians(
                Figures.median(nanos[0]),
                Figures.median(nanos[1]),
                Figures.median(nanos[2]),
                Figures.median(nanos[3]),
                Figures.median(bytes[0]),
                Figures.median(bytes[1]),
                Figures.median(bytes[2]),
                Figures.median(bytes[3]));
    }

    /** CPU time and bytes allocated per event, over all rounds with one format. The figures with an encoder include making the event. */
    record Medians(
            double logbackNanos,
            double penstockNanos,
            double behindProxyNanos,
            double eventNanos,
            double logbackBytes,
            double penstockBytes,
            double behindProxyBytes,
            double eventBytes) {}

    private static EncoderBenchmark of(String format, String encoder) {
        EncoderBenchmark made = new EncoderBenchmark();
        made.format = format;
        made.encoder = encoder;
        made.start();
        return made;
    }

    private void encodeMany() {
        for (int i = 0; i < EVENTS; i++) {
            kept = encode();
        }
    }

    /** The bytes; null if they were written to where they wait for others. */
    @Benchmark
    public byte @Nullable [] encode() {
        source.next();
        if (behindProxy != null) {
            waiting = behindProxy.write(source, source.arguments());
            return null;
        }
        return subject.encode(frozen.of(source, source.arguments()));
    }

    /** What is left is making the event. */
    private static final class EncodesNothing extends EncoderBase<ILoggingEvent> {

        private static final byte[] NOTHING = new byte[0];

        @Override
        public byte[] encode(ILoggingEvent event) {
            return NOTHING;
        }

        @Override
        public byte[] headerBytes() {
            return NOTHING;
        }

        @Override
        public byte[] footerBytes() {
            return NOTHING;
        }
    }

    /** As Logback makes an event on the caller's thread; its message has not been rendered. */
    private static final class Source extends LoggingEvent {

        private static final int EVENTS_PER_MILLISECOND = 100;
        private static final long START = 1_790_000_000_000L;

        private int events;

        void prepare(Logger logger) {
            setLoggerName(logger.getName());
            setLoggerContextRemoteView(logger.getLoggerContext().getLoggerContextRemoteView());
            setLevel(Level.INFO);
            setThreadName("http-nio-8080-exec-7");
            setMessage("order {} of {} accepted, 3 articles from 2 warehouses, payment by invoice");
            setMDCPropertyMap(Map.of("request", "3f9a77c1", "user", "ada"));
            setCallerData(CallerData.EMPTY_CALLER_DATA_ARRAY);
        }

        void next() {
            events++;
        }

        Object[] arguments() {
            return new Object[] {events, "Ada Lovelace"};
        }

        @Override
        public long getTimeStamp() {
            return START + events / EVENTS_PER_MILLISECOND;
        }

        @Override
        public int getNanoseconds() {
            return (int) (getTimeStamp() % 1000) * 1_000_000;
        }
    }
}
