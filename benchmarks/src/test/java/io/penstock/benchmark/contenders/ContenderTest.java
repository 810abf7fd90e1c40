package io.penstock.benchmark.contenders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class ContenderTest {

    @TempDir
    private Path directory;

    /** Without this a pattern that one library reads differently would be a different amount of work. */
    @ParameterizedTest
    @EnumSource(
            value = Contender.class,
            mode = Mode.EXCLUDE,
            names = {
                "FORMAT_AND_DISCARD",
                "NO_OP",
                "JUL_NO_OP",
                "JBOSS_OWN_PENSTOCK",
                "JBOSS_OWN",
                "JBOSS_OWN_FILE",
                "JBOSS_OWN_NO_OP"
            })
    void subject_logsThreeEvents_writesTheSameThreeLinesAsTheOthers(Contender contender) throws IOException {
        assumeThat(contender.isPresent()).isTrue();
        LoggingSubject subject = contender.create();
        subject.start(directory, SinkOptions.waiting());

        subject.log(1, "Ada");
        subject.log(2, "Grace");
        subject.log(3, "Barbara");
        subject.stop();

        assertThat(subject.linesInSink()).hasValue(3);
        List<String> lines = Files.readAllLines(directory.resolve("sink.log"));
        // A record of java.util.logging knows no name of its thread.
        String thread = contender.group() == Group.JUL
                ? ""
                : " [" + Thread.currentThread().getName() + "]";
        assertThat(lines.stream().map(line -> line.substring("HH:mm:ss.SSS".length())))
                .containsExactly(
                        thread + " INFO  io.penstock.benchmark.orders - order 1 processed for Ada",
                        thread + " INFO  io.penstock.benchmark.orders - order 2 processed for Grace",
                        thread + " INFO  io.penstock.benchmark.orders - order 3 processed for Barbara");
    }

    /** In a process of its own, because tinylog keeps its first format: hence without it. */
    @ParameterizedTest
    @EnumSource(
            value = Contender.class,
            mode = Mode.EXCLUDE,
            names = {
                "FORMAT_AND_DISCARD",
                "NO_OP",
                "TINYLOG",
                "JUL_PENSTOCK",
                "JUL_JBOSS",
                "JUL_FILE",
                "JUL_NO_OP",
                "JBOSS_OWN_PENSTOCK",
                "JBOSS_OWN",
                "JBOSS_OWN_FILE",
                "JBOSS_OWN_NO_OP"
            })
    void subject_withContent_writesTheSameLinesAsTheOthers(Contender contender) throws IOException {
        assumeThat(contender.isPresent()).isTrue();

        assertThat(lines(contender, Content.MUTABLE).get(0)).contains("order [apple, pear, plum] processed for Ada");
        assertThat(lines(contender, Content.MDC))
                .singleElement()
                .asString()
                .endsWith("orders - [3f9a77c1 ada] order 7 processed for Ada Lovelace");
        assertThat(lines(contender, Content.EXCEPTION).get(1)).contains("IllegalStateException: out of stock");
        assertThat(lines(contender, Content.CALLER))
                .singleElement()
                .asString()
                .containsPattern("orders - io\\.penstock\\.benchmark\\.contenders\\.\\w+Subject\\.log:\\d+ order 7");
    }

    @ParameterizedTest
    @EnumSource(names = {"JUL_PENSTOCK", "JUL_JBOSS", "JUL_FILE"})
    void julSubject_withContent_writesTheSameLinesAsTheOthers(Contender contender) throws IOException {
        assertThat(lines(contender, Content.MUTABLE).get(0)).contains("order [apple, pear, plum] processed for Ada");
        List<String> exception = lines(contender, Content.EXCEPTION);
        assertThat(exception.get(0)).endsWith("orders - order 7 processed for Ada Lovelace");
        assertThat(exception.get(1)).contains("IllegalStateException: out of stock");
        assertThat(lines(contender, Content.CALLER))
                .singleElement()
                .asString()
                .endsWith(
                        "orders - io.penstock.benchmark.contenders.JulSubject log order 7 processed for Ada Lovelace");
    }

    private List<String> lines(Contender contender, Content content) throws IOException {
        Path place = Files.createDirectory(directory.resolve(content.id()));
        LoggingSubject subject = contender.create();
        subject.start(place, SinkOptions.waiting().with(content));
        subject.log(content, 7);
        subject.stop();
        assertThat(subject.linesInSink()).hasValue(1);
        return Files.readAllLines(place.resolve("sink.log"));
    }

    @ParameterizedTest
    @EnumSource(names = {"FORMAT_AND_DISCARD", "NO_OP", "JUL_NO_OP"})
    void subject_withoutSink_startsAndHasNothingToCount(Contender contender) throws IOException {
        LoggingSubject subject = contender.create();
        subject.start(directory, SinkOptions.waiting());

        subject.log(1, "Ada");
        subject.stop();

        assertThat(subject.linesInSink()).isEmpty();
    }

    /** What they write where it is that of their own: JBossContenderTest. */
    @ParameterizedTest
    @EnumSource(names = {"JBOSS_OWN_PENSTOCK", "JBOSS_OWN", "JBOSS_OWN_FILE", "JBOSS_OWN_NO_OP"})
    void jbossSubject_underTheJdksLogManager_saysWhatIsMissing(Contender contender) {
        LoggingSubject subject = contender.create();

        assertThatThrownBy(() -> subject.start(directory, SinkOptions.waiting()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the LogManager is java.util.logging.LogManager; start the JVM with "
                        + "-Djava.util.logging.manager=org.jboss.logmanager.LogManager: "
                        + "we compare under org.jboss.logmanager.LogManager");
    }
}
