package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import io.penstock.AsyncConfig;
import io.penstock.DropReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/configuration.md says of settings, defaults, messages and figures is true. */
class DocumentedSettingsTest {

    private static final Path PAGE = Path.of("..", "docs", "configuration.md");
    private static final Pattern CODE = Pattern.compile("`([^`]*)`");

    @TempDir
    Path directory;

    /** Name and default. */
    static Stream<Arguments> settings() throws IOException {
        return table("| setting |").filter(row -> !row[1].contains("–")).map(row -> {
            String value = row[1].replace("`", "").replace("ringSize / 8", "1024");
            return Arguments.of(row[0].replace("`", ""), value);
        });
    }

    @ParameterizedTest
    @MethodSource("settings")
    void setting_setToItsDocumentedDefault_changesNothing(String name, String value) {
        String element = "<" + name + ">" + value + "</" + name + ">";
        try (Host with = Host.configured(proxy(element));
                Host without = Host.configured(proxy(""))) {
            assertThat(with.errors()).isEmpty();
            assertThat(with.warnings()).isEmpty();
            assertThat(described(with)).isEqualTo(described(without));
        }
    }

    private static List<Object> described(Host host) {
        AsyncConfig config = host.proxyNamed("ASYNC").settings().config();
        return Arrays.asList(
                config.ringSize(),
                config.maxRingBytes(),
                config.overflowPolicy(),
                config.maxBlock(),
                config.priorityLevel(),
                config.prioritySlots(),
                config.urgentLevel(),
                config.maxIdleNap(),
                config.drainTimeout(),
                config.maxMessageBytes(),
                config.reportDrops(),
                host.proxyNamed("ASYNC").settings().includeCallerData);
    }

    static Stream<Arguments> mistakes() throws IOException {
        return table("| you wrote |").map(row -> {
            Matcher elements = CODE.matcher(row[0]);
            StringBuilder xml = new StringBuilder();
            while (elements.find()) {
                xml.append(elements.group(1).startsWith("<appender-ref") ? "" : elements.group(1));
            }
            Matcher message = CODE.matcher(row[1]);
            assertThat(message.find()).isTrue();
            String configuration = row[0].startsWith("no ") ? lonely() : proxy(xml.toString());
            return Arguments.of(configuration, message.group(1));
        });
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void setting_wrongAsDocumented_saysWhatIsDocumented(String configuration, String message) {
        try (Host host = Host.configured(configuration)) {
            assertThat(host.errorsOf(host.proxyNamed("ASYNC"))).containsExactly(message);
        }
    }

    @Test
    void reasonsOfDrops_documented_areAllThereAre() throws IOException {
        assertThat(table("| reason of a drop |").map(row -> row[0].replace("`", "")))
                .containsExactlyElementsOf(
                        Stream.of(DropReason.values()).map(DropReason::toString).toList());
    }

    /** As documented for files that roll by size: a batch of lines, 64 KB, or one longer event. */
    @Test
    void fileThatRollsBySize_manyEvents_exceedsItsSizeByABatchAtMost() throws IOException {
        int maxFileSize = 200_000;
        try (Host host = new Host()) {
            RollingFileAppender<ch.qos.logback.classic.spi.ILoggingEvent> file =
                    host.adopt(new RollingFileAppender<>());
            file.setName("FILE");
            file.setFile(directory.resolve("app.log").toString());
            file.setEncoder(host.pattern("%msg%n"));
            FixedWindowRollingPolicy names = host.adopt(new FixedWindowRollingPolicy());
            names.setParent(file);
            names.setFileNamePattern(directory.resolve("app.%i.log").toString());
            names.setMaxIndex(20);
            names.start();
            SizeBasedTriggeringPolicy<ch.qos.logback.classic.spi.ILoggingEvent> size =
                    host.adopt(new SizeBasedTriggeringPolicy<>());
            size.setMaxFileSize(new FileSize(maxFileSize));
            size.setCheckIncrement(Duration.buildByMilliseconds(0));
            size.start();
            file.setRollingPolicy(names);
            file.setTriggeringPolicy(size);
            host.startedProxy(file);
            String text = "x".repeat(500);
            for (int i = 0; i < 3_000; i++) {
                host.logger().info(text);
            }
        }

        try (Stream<Path> files = Files.list(directory)) {
            List<Long> sizes = files.map(DocumentedSettingsTest::size).toList();
            assertThat(sizes).hasSizeGreaterThan(3).allMatch(bytes -> bytes <= maxFileSize + (64 << 10) + 502);
            assertThat(sizes.stream().mapToLong(Long::longValue).sum())
                    .isEqualTo(3_000L * (500 + System.lineSeparator().length()));
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String proxy(String settings) {
        return "<appender name='LIST' class='ch.qos.logback.core.read.ListAppender'/>"
                + "<appender name='ASYNC' class='io.penstock.logback.AsyncProxyAppender'>" + settings
                + "<appender-ref ref='LIST'/></appender><root><appender-ref ref='ASYNC'/></root>";
    }

    private static String lonely() {
        return "<appender name='ASYNC' class='io.penstock.logback.AsyncProxyAppender'/>"
                + "<root><appender-ref ref='ASYNC'/></root>";
    }

    /** The cells of the rows below a heading. */
    private static Stream<String[]> table(String heading) throws IOException {
        return Files.readAllLines(PAGE).stream()
                .dropWhile(line -> !line.startsWith(heading))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.substring(1).split("\\|"))
                .map(cells -> Stream.of(cells).map(String::strip).toArray(String[]::new));
    }
}
