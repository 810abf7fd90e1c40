package io.penstock.logback;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A Java agent may look for events on the way that the fast lane makes shorter: then the lane takes no call and says so. */
class LaneBesideAgentTest {

    private static final String CURE =
            " may look for events on the way that the lane makes shorter; remove the lane, or"
                    + " set javaAgent=ignore if the agent has nothing to do with logging";

    @TempDir
    Path directory;

    // --- In JVMs of their own ---

    @Test
    void lane_classOfAKnownAgentOnTheBootstrapClassPath_standsAside() throws Exception {
        Path classes = compiled("io.opentelemetry.javaagent.bootstrap", "AgentClassLoader");

        assertThat(run("-Xbootclasspath/a:" + classes))
                .containsExactly("NEUTRAL", "FastLane stands aside: the Java agent of OpenTelemetry" + CURE);
    }

    @Test
    void lane_anyOtherAgent_standsAside() throws Exception {
        String option = "-javaagent:" + agent("acme-apm.jar") + "=key=secret";

        assertThat(run(option)).containsExactly("NEUTRAL", "FastLane stands aside: the agent [acme-apm.jar]" + CURE);
    }

    private List<String> run(String option) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        option,
                        "-cp",
                        System.getProperty("java.class.path"),
                        LaneProgram.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(40, SECONDS)).isTrue();
        return said.lines().toList();
    }

    private Path compiled(String packageName, String className) throws IOException {
        Path source = Files.createDirectories(directory.resolve("source")).resolve(className + ".java");
        String packageLine = packageName.isEmpty() ? "" : "package " + packageName + "; ";
        Files.writeString(
                source,
                packageLine + "public class " + className + " { public static void premain(String arguments) {} }");
        Path classes = Files.createDirectories(directory.resolve("classes"));
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", classes.toString(), "--release", "17", source.toString());
        assertThat(result).isZero();
        return classes;
    }

    private Path agent(String name) throws IOException {
        Path classes = compiled("", "Agent");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(new Attributes.Name("Premain-Class"), "Agent");
        Path jar = directory.resolve(name);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.putNextEntry(new JarEntry("Agent.class"));
            out.write(Files.readAllBytes(classes.resolve("Agent.class")));
        }
        return jar;
    }

    // --- What counts ---

    @ParameterizedTest
    @CsvSource({
        "-javaagent:/opt/elastic-apm-agent.jar=server=x, the agent [elastic-apm-agent.jar]",
        "-agentpath:/opt/dynatrace/liboneagentloader.so, the agent [liboneagentloader.so]",
        "-javaagent:/opt/agents/org.jacoco.agent-0.8.13-runtime.jar=destfile=x, ",
        "-javaagent:/opt/idea/lib/idea_rt.jar=1:/opt/idea/bin, ",
        "-agentlib:jdwp=transport=dt_socket, ",
        "-agentpath:/opt/libasyncProfiler.so=start, ",
        "-Xmx1g, "
    })
    void commandLine_agents_countUnlessTheyLookAtOtherThings(String argument, String found) {
        assertThat(JavaAgents.unknown(List.of("-Dfirst=1", argument))).isEqualTo(found);
    }

    private static final Supplier<String> AGENT = () -> "the Java agent of Test";

    @Test
    void lane_agentFound_staysStoppedAndWarns() {
        assertThat(started(new FastLane(AGENT), "auto"))
                .containsExactly("stopped", "FastLane stands aside: the Java agent of Test" + CURE);
    }

    @Test
    void lane_agentToBeIgnored_starts() {
        assertThat(started(new FastLane(AGENT), "ignore")).containsExactly("started");
    }

    @Test
    void lane_toldToStandAside_staysStopped() {
        assertThat(started(new FastLane(() -> null), "standAside")).containsExactly("stopped");
    }

    @Test
    void lane_settingMistyped_staysStoppedAndSaysSo() {
        assertThat(started(new FastLane(() -> null), "ignored"))
                .containsExactly("stopped", "javaAgent=ignored is unknown; use auto, standAside, ignore");
    }

    /** What became of it, and what it reported. */
    private static List<String> started(FastLane lane, String setting) {
        try (Host host = new Host()) {
            host.adopt(lane);
            lane.setJavaAgent(setting);
            lane.start();
            List<String> said = new ArrayList<>(List.of(lane.isStarted() ? "started" : "stopped"));
            said.addAll(host.warnings());
            said.addAll(host.errors());
            return said;
        }
    }
}
