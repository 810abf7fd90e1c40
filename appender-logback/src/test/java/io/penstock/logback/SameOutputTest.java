package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.BasicSequenceNumberGenerator;
import java.util.Random;
import net.logstash.logback.encoder.LogstashEncoder;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * The same calls to an appender and to its twin behind the proxy: the bytes must be the same, although everything handed
 * over is changed right after each call. {@code -Dpenstock.seed=…} repeats another run.
 */
class SameOutputTest {

    private static final int CALLS = 10_000;
    private static final long SEED = Long.getLong("penstock.seed", 20_261_121L);

    private static final String EVERYTHING =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSS,UTC} %level [%thread] %logger #%sn %marker{} {%mdc} %kvp %msg %caller{2}%n%ex";

    private interface EncoderOfHost {
        Encoder<ILoggingEvent> make(Host host);
    }

    @Test
    void pattern_generatedCalls_sameBytes() throws Exception {
        assertSameBytes(host -> host.pattern(EVERYTHING), true, true);
    }

    @Test
    void jsonEncoder_generatedCalls_sameBytes() throws Exception {
        assertSameBytes(SameOutputTest::jsonWithEverything, true, false);
    }

    @Test
    void logstashEncoder_generatedCalls_sameBytes() throws Exception {
        assertSameBytes(SameOutputTest::logstashWithEverything, false, true);
    }

    private static Encoder<ILoggingEvent> jsonWithEverything(Host host) {
        JsonEncoder encoder = host.adopt(new JsonEncoder());
        encoder.setWithFormattedMessage(true);
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> logstashWithEverything(Host host) {
        LogstashEncoder encoder = host.adopt(new LogstashEncoder());
        encoder.setIncludeCallerData(true);
        encoder.start();
        return encoder;
    }

    private static void assertSameBytes(EncoderOfHost encoder, boolean cyclesAsFields, boolean bytesAsArguments)
            throws Exception {
        System.out.println("seed " + SEED);
        // An encoder may talk to SLF4J when it is first used; not on the drain thread of the first comparison.
        LoggerFactory.getILoggerFactory();
        try (Host host = new Host()) {
            host.context.setSequenceNumberGenerator(new BasicSequenceNumberGenerator());
            host.context.getLogger("root").setLevel(Level.TRACE);
            MemoryStreamAppender twin = new MemoryStreamAppender("TWIN", encoder.make(host));
            MemoryStreamAppender sync = new MemoryStreamAppender("SYNC", encoder.make(host));
            // The proxy comes first: what it forgets to take is not yet cached in the event by the other.
            AsyncProxyAppender proxy = host.proxy("ASYNC", twin);
            proxy.setIncludeCallerData(true);
            // On a busy machine the drain thread may not run for a second.
            proxy.setMaxBlock(ch.qos.logback.core.util.Duration.valueOf("1 minute"));
            proxy.start();
            host.attachToRoot(host.started(sync));
            GeneratedCalls calls = new GeneratedCalls(
                    new Random(SEED), host.logger(), host.context.getMDCAdapter(), cyclesAsFields, bytesAsArguments);

            for (int i = 0; i < CALLS; i++) {
                calls.next();
            }
            boolean flushed = proxy.flush(Host.LONG);

            assertThat(flushed).isTrue();
            assertThat(firstDifference(sync.text(), twin.text()))
                    .as("seed %d", SEED)
                    .isEmpty();
            assertThat(sync.text()).contains("MARKER1", "cart of").doesNotContain("CHANGED");
            assertThat(proxy.getBooks().toString())
                    .isEqualTo("offered=%d accepted=%1$d delivered=%1$d failed=0 pending=0 dropped=0", CALLS);
        }
    }

    /** With its surroundings; comparing megabytes in an assertion helps nobody. */
    static String firstDifference(String expected, String actual) {
        if (expected.equals(actual)) {
            return "";
        }
        int at = 0;
        while (at < expected.length() && at < actual.length() && expected.charAt(at) == actual.charAt(at)) {
            at++;
        }
        return "at " + at + "\nsynchronous: " + around(expected, at) + "\nproxied:     " + around(actual, at);
    }

    private static String around(String text, int at) {
        return text.substring(Math.max(0, at - 300), Math.min(text.length(), at + 200));
    }
}
