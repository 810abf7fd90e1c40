package io.penstock.benchmark.contenders;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.benchmark.measure.Fork;
import io.penstock.benchmark.measure.Jdks;
import io.penstock.benchmark.measure.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.logging.LogManager;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What ContenderTest asks the others, in a process of its own: its LogManager is JBoss's. */
class JBossContenderTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(names = {"JBOSS_OWN_PENSTOCK", "JBOSS_OWN", "JBOSS_OWN_FILE"})
    @Timeout(60)
    void subject_withContent_writesTheSameLinesAsTheOthers(Contender contender) throws Exception {
        Properties result = run(contender);

        assertThat(result).containsEntry("logManager", "org.jboss.logmanager.LogManager");
        assertThat(lines(Content.PLAIN))
                .containsExactly(
                        " INFO  io.penstock.benchmark.orders - order 1 processed for Ada Lovelace",
                        " INFO  io.penstock.benchmark.orders - order 2 processed for Ada Lovelace",
                        " INFO  io.penstock.benchmark.orders - order 3 processed for Ada Lovelace");
        assertThat(lines(Content.MUTABLE)).first().asString().contains("order [apple, pear, plum] processed for Ada");
        assertThat(lines(Content.EXCEPTION))
                .first()
                .asString()
                .contains("orders - order 1 processed for Ada Lovelace", "IllegalStateException: out of stock");
        assertThat(lines(Content.CALLER))
                .first()
                .asString()
                .endsWith(
                        "orders - io.penstock.benchmark.contenders.JulSubject log order 1 processed for Ada Lovelace");
        assertThat(result).containsEntry("lines", "12");
    }

    @ParameterizedTest
    @EnumSource(names = "JBOSS_OWN_NO_OP")
    @Timeout(60)
    void subject_withoutSink_startsAndHasNothingToCount(Contender contender) throws Exception {
        Properties result = run(contender);

        assertThat(result)
                .containsEntry("logManager", "org.jboss.logmanager.LogManager")
                .containsEntry("lines", "0");
    }

    private Properties run(Contender contender) throws IOException, InterruptedException {
        return Fork.run(
                Jdks.present(),
                contender.jvmFlags(),
                InFork.class,
                directory,
                List.of("contender=" + contender.id()),
                Duration.ofSeconds(30));
    }

    /** Without their time of day. */
    private List<String> lines(Content content) throws IOException {
        return Files.readAllLines(directory.resolve(content.id()).resolve("sink.log")).stream()
                .map(line -> line.replaceFirst("^\\d\\d:\\d\\d:\\d\\d\\.\\d{3}", ""))
                .toList();
    }

    /** Three events of each content that java.util.logging knows. */
    static final class InFork {

        public static void main(String[] arguments) throws IOException {
            Settings settings = Settings.parse(arguments, Set.of("directory", "contender"));
            Path directory = Path.of(settings.require("directory"));
            long lines = 0;
            for (Content content : List.of(Content.PLAIN, Content.MUTABLE, Content.EXCEPTION, Content.CALLER)) {
                LoggingSubject subject =
                        Contender.byId(settings.require("contender")).create();
                subject.start(
                        Fork.sinkDirectory(directory, content.id()),
                        SinkOptions.waiting().with(content));
                for (int order = 1; order <= 3; order++) {
                    subject.log(content, order);
                }
                subject.stop();
                lines += subject.linesInSink().orElse(0);
            }
            Properties result = new Properties();
            result.setProperty(
                    "logManager", LogManager.getLogManager().getClass().getName());
            result.setProperty("lines", Long.toString(lines));
            Fork.report(directory, result);
        }
    }
}
