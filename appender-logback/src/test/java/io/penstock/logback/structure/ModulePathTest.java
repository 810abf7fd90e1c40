package io.penstock.logback.structure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.freeze.Freezer;
import io.penstock.logback.AsyncProxyAppender;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields of beans, with everything in modules: our descriptors are compiled, and an application runs in a JVM of its own. */
class ModulePathTest {

    private static final String APPLICATION = """
            package app;

            import static net.logstash.logback.argument.StructuredArguments.fields;
            import static net.logstash.logback.argument.StructuredArguments.kv;

            public class Main {
                public static class Bean {
                    public String firstName = "ann";
                    @com.fasterxml.jackson.annotation.JsonIgnore
                    public String secret = "SECRET";
                }

                public static void main(String[] arguments) throws Exception {
                    var context = (ch.qos.logback.classic.LoggerContext) org.slf4j.LoggerFactory.getILoggerFactory();
                    context.reset();
                    var configurator = new ch.qos.logback.classic.joran.JoranConfigurator();
                    configurator.setContext(context);
                    configurator.doConfigure(new java.io.ByteArrayInputStream(arguments[0].getBytes()));
                    Bean bean = new Bean();
                    var logger = context.getLogger("shop");
                    logger.info("kv", kv("bean", bean));
                    logger.info("fields", fields(bean));
                    logger.info(net.logstash.logback.marker.Markers.appendFields(bean), "marker");
                    logger.atInfo().addKeyValue("pair", bean).log("pair");
                    bean.firstName = "CHANGED";
                    context.stop();
                    System.out.println(context.getClass().getModule() + " and "
                            + Class.forName("io.penstock.logback.AsyncProxyAppender").getModule());
                }
            }
            """;

    private static final String CONFIGURATION = """
            <configuration>
              <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
                <encoder class="net.logstash.logback.encoder.LogstashEncoder">
                  <fieldNames><timestamp>[ignore]</timestamp><thread>[ignore]</thread><version>[ignore]</version>
                    <logger>[ignore]</logger><level>[ignore]</level><levelValue>[ignore]</levelValue></fieldNames>
                </encoder>
              </appender>
              <appender name="PROXY" class="io.penstock.logback.AsyncProxyAppender"><appender-ref ref="OUT"/></appender>
              <root level="INFO"><appender-ref ref="PROXY"/></root>
            </configuration>""";

    @TempDir
    Path directory;

    private Path core;
    private Path logback;

    @BeforeEach
    void compileOurDescriptors() throws Exception {
        List<Path> others = classPath("jspecify", "logback-c", "slf4j-api", "logstash-logback", "jackson");
        core = module("core", Freezer.class, "../appender-core", others);
        List<Path> behind = new ArrayList<>(others);
        behind.add(core);
        logback = module("logback", AsyncProxyAppender.class, ".", behind);
    }

    @Test
    void fields_withJackson3_areWritten() throws Exception {
        assertFields(
                classPath(
                        "logback-c",
                        "slf4j-api",
                        "logstash-logback",
                        "jackson-core-3",
                        "jackson-databind-3",
                        "annotations"),
                "tools.jackson.databind");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7.4", "8.1"})
    void fields_withJackson2_areWritten(String release) throws Exception {
        List<Path> modules = new ArrayList<>(classPath("logback-c", "slf4j-api"));
        try (Stream<Path> jars = Files.list(Path.of(System.getProperty("penstock.test.logstashs"), release))) {
            jars.filter(jar -> !jar.getFileName().toString().contains("datatype"))
                    .forEach(modules::add);
        }
        assertFields(modules, "com.fasterxml.jackson.databind");
    }

    private void assertFields(List<Path> modules, String jackson) throws Exception {
        List<Path> path = new ArrayList<>(modules);
        path.add(core);
        path.add(logback);
        Path sources = Files.createDirectories(directory.resolve("src/app"));
        Files.writeString(sources.resolve("Main.java"), APPLICATION);
        Files.writeString(sources.resolveSibling("module-info.java"), """
                module app {
                    requires io.penstock.logback;
                    requires logstash.logback.encoder;
                    requires com.fasterxml.jackson.annotation;
                    requires %s;
                    opens app;
                }
                """.formatted(jackson));
        Path application = directory.resolve("app");
        run(
                "javac",
                "-d",
                application,
                "--module-path",
                joined(path),
                sources.resolveSibling("module-info.java"),
                sources.resolve("Main.java"));
        path.add(application);

        String printed = java(path);

        assertThat(printed.lines().toList())
                .containsExactly(
                        "{\"message\":\"kv\",\"bean\":{\"firstName\":\"ann\"}}",
                        "{\"message\":\"fields\",\"firstName\":\"ann\"}",
                        "{\"message\":\"marker\",\"firstName\":\"ann\"}",
                        "{\"message\":\"pair\",\"pair\":{\"firstName\":\"ann\"}}",
                        "module ch.qos.logback.classic and module io.penstock.logback");
    }

    private String java(List<Path> modules) throws Exception {
        Path said = directory.resolve("said.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--module-path",
                        joined(modules),
                        "--add-reads",
                        "io.penstock.core=ALL-UNNAMED",
                        "-cp",
                        // Up to the test phase the core comes as classes, into which it is not yet relocated.
                        joined(classPath("disruptor")),
                        "-m",
                        "app/app.Main",
                        CONFIGURATION)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        boolean ended = process.waitFor(40, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        String printed = Files.readString(said, UTF_8);
        assertThat(ended).as(printed).isTrue();
        return printed;
    }

    /** A finished jar has its descriptor; classes get it here. */
    private Path module(String name, Class<?> ours, String project, List<Path> others) throws Exception {
        Path classes =
                Path.of(ours.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (!Files.isDirectory(classes)) {
            return classes;
        }
        Path target = directory.resolve(name);
        copy(classes, target);
        Path descriptor = Path.of(project, "src/main/module/module-info.java");
        run(
                "javac",
                "-d",
                target,
                "--module-path",
                joined(others),
                "--patch-module",
                (name.equals("core") ? "io.penstock.core=" : "io.penstock.logback=") + classes,
                descriptor);
        return target;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (Files.isRegularFile(file)) {
                    Path copy = to.resolve(from.relativize(file).toString());
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        }
    }

    private static void run(String tool, Object... arguments) {
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said);
        int exit = ToolProvider.findFirst(tool)
                .orElseThrow()
                .run(
                        writer,
                        writer,
                        Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new));
        assertThat(exit).as(said.toString()).isZero();
    }

    private static List<Path> classPath(String... names) {
        List<Path> found = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            String file = Path.of(entry).getFileName().toString();
            if (entry.endsWith(".jar") && Arrays.stream(names).anyMatch(file::contains)) {
                found.add(Path.of(entry));
            }
        }
        return found;
    }

    private static String joined(List<Path> paths) {
        return String.join(
                File.pathSeparator, paths.stream().map(Path::toString).toList());
    }
}
