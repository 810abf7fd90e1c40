package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.status.Status;
import io.penstock.logback.capture.RandomEvents;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the pattern encoder refuses at start, and what it then does with events. */
class PatternEncoderRefusalTest {

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "%d %foo %msg%n => pattern [%d %foo %msg%n] has the conversion word %foo, which Logback cannot convert;"
                        + " correct it or declare it by <conversionRule>, or use PatternLayoutEncoder, which writes"
                        + " %PARSER_ERROR[foo] in its place",
                "%(%-5(%oops)) => pattern [%(%-5(%oops))] has the conversion word %oops, which Logback cannot convert;"
                        + " correct it or declare it by <conversionRule>, or use PatternLayoutEncoder, which writes"
                        + " %PARSER_ERROR[oops] in its place",
                "%msg(%level) => pattern [%msg(%level)] has the conversion word %msg, which Logback cannot convert;"
                        + " correct it or declare it by <conversionRule>, or use PatternLayoutEncoder, which writes"
                        + " %PARSER_ERROR[msg] in its place",
                ")%msg => pattern [)%msg] starts with a closing parenthesis; write \\) if it is meant as text",
                "%d{ => pattern [%d{] cannot be read: Unexpected end of pattern string; correct the pattern",
                "%d{HH:mm, Nowhere} => pattern [%d{HH:mm, Nowhere}] was refused by one of its converters:"
                        + " java.time.zone.ZoneRulesException: Unknown time-zone ID: Nowhere; correct its options",
            })
    void start_patternNotUnderstood_oneErrorThatTellsWhatToDo(String pattern, String message) {
        try (Host host = new Host()) {
            PenstockPatternEncoder encoder = encoder(host, pattern);

            encoder.start();

            assertThat(host.errorsOf(encoder)).containsExactly(message);
            assertThat(encoder.isStarted()).isFalse();
        }
    }

    @Test
    void start_noPattern_refused() {
        try (Host host = new Host()) {
            PenstockPatternEncoder encoder = host.adopt(new PenstockPatternEncoder());

            encoder.start();

            assertThat(host.errors()).containsExactly("pattern is not set; set <pattern> of PenstockPatternEncoder");
            assertThat(encoder.isStarted()).isFalse();
        }
    }

    @Test
    void start_otherCharset_refused() {
        try (Host host = new Host()) {
            PenstockPatternEncoder encoder = encoder(host, "%msg%n");
            encoder.setCharset(StandardCharsets.ISO_8859_1);

            encoder.start();

            assertThat(host.errors())
                    .containsExactly("charset=ISO-8859-1 cannot be written: PenstockPatternEncoder writes UTF-8; leave"
                            + " charset out, or use PatternLayoutEncoder");
            assertThat(encoder.isStarted()).isFalse();
        }
    }

    @Test
    void start_afterCorrection_encodes() {
        try (Host host = new Host()) {
            PenstockPatternEncoder encoder = encoder(host, "%foo");
            encoder.start();

            encoder.setPattern("%level");
            encoder.start();

            assertThat(encoder.encode(new RandomEvents(new Random(1), host.context, 1024).plain()))
                    .isNotEmpty();
        }
    }

    @Test
    void encode_refusedPattern_throwsAndBooksCountFailures(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("refused.log");
        try (Host host = new Host()) {
            PenstockPatternEncoder encoder = encoder(host, "%foo%n");
            encoder.start();
            FileAppender<ILoggingEvent> appender = new FileAppender<>();
            appender.setEncoder(encoder);
            appender.setFile(file.toString());
            AsyncProxyAppender proxy = host.startedProxy(appender);

            host.logger().info("lost, and known to be");
            proxy.flush(Host.LONG);

            assertThat(proxy.getBooks().toString())
                    .isEqualTo("offered=1 accepted=1 delivered=0 failed=1 pending=0 dropped=0");
            assertThatThrownBy(() -> encoder.encode(new RandomEvents(new Random(1), host.context, 1024).plain()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("PenstockPatternEncoder is not started; look for its error at start, or call start()");
        }
        assertThat(Files.readString(file)).isEmpty();
    }

    @Test
    void start_wordOfTheUsersOwn_delegatedAndSaidSo() {
        try (Host host = Host.configured("<conversionRule conversionWord='shout' class='"
                + Shout.class.getName() + "'/><conversionRule conversionWord='thread' class='" + Shout.class.getName()
                + "'/>")) {
            PenstockPatternEncoder encoder = encoder(host, "%shout %-12thread %level %contextName%n");

            encoder.start();
            byte[] line = encoder.encode(new RandomEvents(new Random(1), host.context, 1024).plain());

            assertThat(new String(line, StandardCharsets.UTF_8)).startsWith("SHOUT SHOUT        ");
            assertThat(host.context.getStatusManager().getCopyOfStatusList())
                    .filteredOn(status -> status.getOrigin() == encoder)
                    .extracting(Status::getMessage)
                    .containsExactly("pattern [%shout %-12thread %level %contextName%n]: %contextName, %shout, %thread"
                            + " left to Logback's converters, at their own speed");
        }
    }

    @Test
    void proxy_patternPrintsCaller_warnsAsWithLogbacksEncoder() {
        try (Host host = new Host()) {
            PenstockPatternEncoder encoder = encoder(host, "%line %msg%n");
            encoder.start();

            host.startedProxy(new MemoryStreamAppender("MEMORY", encoder));

            assertThat(host.warnings()).anyMatch(warning -> warning.contains("pattern \"%line %msg%n\""));
        }
    }

    @Test
    void header_patternAsHeader_sameAsLogbacks() {
        try (Host host = new Host()) {
            PenstockPatternEncoder encoder = encoder(host, "%msg ä%n");
            encoder.setOutputPatternAsHeader(true);
            encoder.start();
            var logbacks = host.pattern("%msg ä%n");
            logbacks.stop();
            logbacks.setOutputPatternAsHeader(true);
            logbacks.start();

            assertThat(encoder.headerBytes()).isEqualTo(logbacks.headerBytes());
            assertThat(encoder.footerBytes()).isEqualTo(logbacks.footerBytes());
        }
    }

    private static PenstockPatternEncoder encoder(Host host, String pattern) {
        PenstockPatternEncoder encoder = host.adopt(new PenstockPatternEncoder());
        encoder.setPattern(pattern);
        return encoder;
    }

    /** Public: Logback makes it. */
    public static final class Shout extends ClassicConverter {
        @Override
        public String convert(ILoggingEvent event) {
            return "SHOUT";
        }
    }
}
