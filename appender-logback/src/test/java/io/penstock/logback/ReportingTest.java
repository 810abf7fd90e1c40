package io.penstock.logback;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Logback says of a configuration that it found by itself: with a proxy in it, it says the same. */
class ReportingTest {

    private static final String CALLER_DATA =
            "The pattern \"%msg %line%n\" of appender [FILE] prints caller data, which will be"
                    + " \"?\": set includeCallerData=true (slow), or remove the conversion word";

    private static final String PROXY = "<appender name='ASYNC' class='io.penstock.logback.AsyncProxyAppender'>"
            + "<appender-ref ref='FILE'/></appender>";

    @TempDir
    Path directory;

    @Test
    void configuration_withMistakes_logbackPrintsTheSameAndOurs() throws Exception {
        List<String> plain = run(configuration("", "FILE"));
        List<String> proxied = run(configuration(PROXY, "ASYNC"));

        // That the test can fail: these are what users look for.
        assertThat(plain).anyMatch(line -> line.contains("ERROR in") && line.contains("UNWRITABLE"));
        assertThat(plain).anyMatch(line -> line.contains("WARN in") && line.contains("mistypedSetting"));
        assertThat(plain).anyMatch(line -> line.contains("ERROR in") && line.contains("noSuchWord"));
        List<String> ours = new ArrayList<>(proxied);
        ours.removeIf(line -> !line.contains("io.penstock"));
        List<String> logbacks = new ArrayList<>(proxied);
        logbacks.removeAll(ours);
        assertThat(logbacks).containsExactlyElementsOf(plain);
        assertThat(ours).hasSize(1).first().asString().endsWith(CALLER_DATA);
        assertThat(Files.readString(directory.resolve("app.log")))
                .contains("logged")
                .endsWith("logged ?" + System.lineSeparator());
    }

    /** Nothing is wrong: nothing is said. */
    @Test
    void configuration_withoutMistakes_nothingIsPrinted() throws Exception {
        List<String> printed = run("<appender name='FILE' class='ch.qos.logback.core.FileAppender'><file>"
                + directory.resolve("fine.log") + "</file><encoder><pattern>%msg%n</pattern></encoder></appender>"
                + PROXY + "<root level='INFO'><appender-ref ref='ASYNC'/></root>");

        assertThat(printed).isEmpty();
    }

    private String configuration(String proxy, String reference) throws IOException {
        Path file = Files.writeString(directory.resolve("not-a-directory"), "");
        return "<appender name='UNWRITABLE' class='ch.qos.logback.core.FileAppender'><file>" + file
                + "/below.log</file><encoder><pattern>%msg%n</pattern></encoder></appender>"
                + "<appender name='MISTYPED' class='ch.qos.logback.core.ConsoleAppender'>"
                + "<mistypedSetting>1</mistypedSetting><target>System.err</target>"
                + "<encoder><pattern>%noSuchWord{} %msg%n</pattern></encoder></appender>"
                + "<appender name='FILE' class='ch.qos.logback.core.FileAppender'><file>"
                + directory.resolve("app.log") + "</file><encoder><pattern>%msg %line%n</pattern></encoder></appender>"
                + proxy + "<root level='INFO'><appender-ref ref='UNWRITABLE'/><appender-ref ref='MISTYPED'/>"
                + "<appender-ref ref='" + reference + "'/></root>";
    }

    /** The errors and warnings that Logback printed, without their times. */
    private List<String> run(String configuration) throws Exception {
        Path xml = Files.writeString(
                directory.resolve("logback-under-test.xml"), "<configuration>" + configuration + "</configuration>");
        Path output = directory.resolve("output.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dlogback.configurationFile=" + xml,
                        "-cp",
                        System.getProperty("java.class.path"),
                        ReportingProgram.class.getName())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(60, SECONDS)).as("the process ends").isTrue();
        assertThat(process.exitValue()).isZero();
        return Files.readAllLines(output).stream()
                .filter(line -> line.contains("|-WARN in ") || line.contains("|-ERROR in "))
                .map(line -> line.substring(line.indexOf("|-")).replaceAll("@[0-9a-f]+ ", "@… "))
                .toList();
    }
}
