package io.penstock.peer;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * Where the programs of others are, and what a test does that cannot have its own: {@code -Dpenstock.realPeers} is {@code
 * auto} (it is left out, and that is said aloud), {@code required} (it fails), or {@code false} (all such tests are left
 * out). Safe for any thread.
 */
final class RealPeers {

    private static final String PROPERTY = "penstock.realPeers";
    private static final List<String> PROGRAM_FOLDERS =
            List.of("/usr/sbin", "/usr/local/sbin", "/sbin", "/usr/bin", "/usr/local/bin", "/bin");
    private static final List<String> MODULE_FOLDERS =
            List.of("/usr/lib/*/rsyslog", "/usr/lib64/rsyslog", "/usr/lib/rsyslog");
    private static final List<String> MODULES = List.of("imtcp.so", "imrelp.so", "lmnsd_ossl.so");
    private static final int INSTALL_MINUTES = 5;

    private static final Set<String> TOLD = new HashSet<>();
    private static boolean installed;

    private RealPeers() {}

    /** The path of a program, installed now if that can be done; without it the test ends here, as the property says. */
    static synchronized Path require(String program) {
        String choice = System.getProperty(PROPERTY, "auto");
        assumeTrue(!choice.equals("false"), "-D" + PROPERTY + "=false leaves out what needs other people's programs");
        if (!isComplete(program) && !installed) {
            installed = true;
            install();
        }
        if (!isComplete(program)) {
            missing(program, choice);
        }
        return Objects.requireNonNull(find(program));
    }

    /** Ends a test without the program. */
    static synchronized void missing(String program, String choice) {
        String why = program + " or a module of it is not installed; the packages are rsyslog, rsyslog-relp,"
                + " rsyslog-openssl, syslog-ng-core, haproxy and python3; .ci/install-peers gets them";
        switch (choice) {
            case "auto" -> {
                // Maven is told to be quiet, and then says nothing of tests that are left out.
                if (TOLD.add(test() + program)) {
                    System.err.println("WARNING: NOT TESTED: " + test() + ": " + why);
                }
                throw new TestAbortedException(why);
            }
            case "required" -> throw new AssertionError(why);
            default -> throw new AssertionError(PROPERTY + "=" + choice + " is unknown; use auto, required or false");
        }
    }

    /** The method that is being run, as far as it can be seen. */
    private static String test() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> frame.getClassName().endsWith("Test"))
                        .reduce((inner, outer) -> outer)
                        .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                        .orElse("a test"));
    }

    private static boolean isComplete(String program) {
        return find(program) != null
                && (!program.equals("rsyslogd") || MODULES.stream().allMatch(RealPeers::hasModule));
    }

    private static @Nullable Path find(String program) {
        List<String> folders = new ArrayList<>(PROGRAM_FOLDERS);
        folders.add(unpacked(program) + "/usr/sbin");
        folders.addAll(List.of(System.getenv().getOrDefault("PATH", "").split(":")));
        return folders.stream()
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    /** Where {@code .ci/install-peers} unpacks what cannot be installed beside the others. */
    static Path unpacked(String program) {
        String folder = System.getenv("PENSTOCK_PEERS");
        return (folder == null ? Path.of(System.getProperty("user.home"), ".cache", "penstock-peers") : Path.of(folder))
                .resolve(program);
    }

    private static boolean hasModule(String module) {
        for (String pattern : MODULE_FOLDERS) {
            Path folder = Path.of(pattern);
            if (pattern.contains("*")) {
                try (DirectoryStream<Path> each =
                        Files.newDirectoryStream(folder.getParent().getParent())) {
                    for (Path architecture : each) {
                        if (Files.exists(architecture.resolve("rsyslog").resolve(module))) {
                            return true;
                        }
                    }
                } catch (IOException e) {
                    // Not there, then.
                }
            } else if (Files.exists(folder.resolve(module))) {
                return true;
            }
        }
        return false;
    }

    private static void install() {
        Path script = installScript();
        if (script == null) {
            return;
        }
        try {
            Process process = new ProcessBuilder(script.toString()).inheritIO().start();
            if (!process.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new AssertionError("cannot run " + script, e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while packages were installed", e);
        }
    }

    private static @Nullable Path installScript() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path script = folder.resolve(".ci/install-peers");
            if (Files.isExecutable(script)) {
                return script;
            }
        }
        return null;
    }
}
