package io.penstock.benchmark.report;

import com.sun.management.OperatingSystemMXBean;
import io.penstock.benchmark.contenders.JulHop;
import io.penstock.benchmark.contenders.JulLayout;
import io.penstock.benchmark.figures.MarkdownTable;
import io.penstock.benchmark.measure.Fork;
import io.penstock.benchmark.measure.Form;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a published number needs beside it: machine, JDK, flags, date, commit. */
public final class Environment {

    private Environment() {}

    public static String markdown(Form form) {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        MarkdownTable table = new MarkdownTable("what", "value");
        table.row("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        table.row("commit", commit());
        table.row("form", form.toString());
        table.row("processor", processor() + ", " + system.getAvailableProcessors() + " available");
        table.row("memory", system.getTotalMemorySize() / (1 << 20) + " MiB");
        table.row(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        table.row("files on", fileSystem());
        table.row("load before the run", String.format(Locale.ROOT, "%.2f", system.getSystemLoadAverage()));
        table.row("JDK", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        table.row("java.util.logging's layout", JulLayout.present().toString());
        if (Boolean.getBoolean(JulHop.AUTO_FLUSH_PROPERTY)) {
            table.row("JBoss's FileHandler", "flushes each record, behind AsyncHandler, too");
        }
        table.row("flags", String.join(" ", Fork.JVM_FLAGS));
        return table.toString();
    }

    /** The commit, marked when the working tree differs from it. */
    public static String commit() {
        String commit = git("rev-parse", "--short", "HEAD");
        return commit.isEmpty()
                ? "unknown"
                : git("status", "--porcelain", "--untracked-files=no").isEmpty() ? commit : commit + "-dirty";
    }

    private static String git(String... arguments) {
        try {
            List<String> command = new ArrayList<>(List.of("git"));
            command.addAll(List.of(arguments));
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? output : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** Of the directory below which all contenders write. */
    private static String fileSystem() {
        try {
            return Files.getFileStore(Path.of("").toAbsolutePath()).type();
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
