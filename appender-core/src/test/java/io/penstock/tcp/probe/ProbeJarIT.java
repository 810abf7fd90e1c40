package io.penstock.tcp.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs processes on the finished jar, as its users have it. */
class ProbeJarIT {

    private static final String JAR = System.getProperty("penstock.test.jar");
    private static final int RELEASE = Runtime.version().feature();
    private static final boolean LINUX = "Linux".equals(System.getProperty("os.name"));

    @TempDir
    Path directory;

    private record Result(int exit, String out, String err) {}

    private Result run(String choice, String... options) throws IOException, InterruptedException {
        List<String> classPath = new ArrayList<>();
        // Without the classes directory, which a class path of a build has in front.
        classPath.add(JAR);
        for (String entry : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
            if (!entry.equals(JAR)) {
                classPath.add(entry);
            }
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", String.join(java.io.File.pathSeparator, classPath)));
        command.addAll(List.of(ProbeMain.class.getName(), choice));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(40, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the process did not end");
        }
        return new Result(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    private static String obstacleWithoutAccess() {
        if (RELEASE < 22) {
            return "it needs JDK 22 or later, and this is " + RELEASE;
        }
        return LINUX
                ? "native access is not granted; add --enable-native-access=ALL-UNNAMED to the java command"
                : "it needs Linux, and this is " + System.getProperty("os.name");
    }

    @Test
    void jar_saysThatItIsMultiRelease() throws IOException {
        try (JarFile jar = new JarFile(JAR)) {
            // Not isMultiRelease(), which says no as long as there are no classes for another release.
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertThat(manifest.getValue("Multi-Release")).isEqualTo("true");
            // The JDK that built it: without a clean, the tests may run on another.
            int builtBy = Integer.parseInt(manifest.getValue("Build-Jdk-Spec"));
            assertThat(jar.stream().anyMatch(entry -> entry.getName().startsWith("META-INF/versions/22/io/penstock/")))
                    .isEqualTo(builtBy >= 22);
        }
    }

    @Test
    void auto_nativeAccessNotGranted_readsAndPrintsNoWarning() throws Exception {
        Result result = run("auto");

        assertThat(result.err).isEmpty();
        assertThat(result.exit).isZero();
        assertThat(result.out.lines())
                .containsExactly(
                        "informed: The state of TCP connections is read by the probe read, not by tcpInfo: "
                                + obstacleWithoutAccess(),
                        "probe: read alive: true");
    }

    @Test
    void tcpInfo_nativeAccessNotGranted_readsAndWarnsByTheAnnouncerOnly() throws Exception {
        Result result = run("tcpInfo");

        assertThat(result.err).isEmpty();
        assertThat(result.exit).isZero();
        assertThat(result.out.lines())
                .containsExactly(
                        "warned: The state of TCP connections is read by the probe read, not by stateProbe=tcpInfo: "
                                + obstacleWithoutAccess(),
                        "probe: read alive: true");
    }

    @Test
    void auto_nativeAccessGranted_takesTcpInfoWhereThereIsOne() throws Exception {
        Result result = run("auto", "--enable-native-access=ALL-UNNAMED");

        String err = RELEASE == 17 ? result.err.replaceAll("WARNING: .*incubator.*\\R", "") : result.err;
        assertThat(err).isEmpty();
        assertThat(result.exit).isZero();
        assertThat(result.out.lines().reduce((before, last) -> last))
                .contains(RELEASE >= 22 && LINUX ? "probe: tcpInfo alive: true" : "probe: read alive: true");
    }
}
