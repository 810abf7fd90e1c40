package io.penstock.benchmark.contenders;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import org.jboss.logmanager.formatters.PatternFormatter;

/** Whose LogManager a process of java.util.logging has, and whose formatter and file go with it. A process has one for its life. */
public enum JulHost {
    /** The JDK's LogManager, SimpleFormatter and FileHandler. */
    JDK(LogManager.class.getName(), List.of()),
    /** jboss-logmanager's LogManager, PatternFormatter and FileHandler. */
    JBOSS("org.jboss.logmanager.LogManager", List.of("-Djava.util.logging.manager=org.jboss.logmanager.LogManager"));

    private final String logManager;
    private final List<String> jvmFlags;

    JulHost(String logManager, List<String> jvmFlags) {
        this.logManager = logManager;
        this.jvmFlags = jvmFlags;
    }

    /** JVM flags with which a process must be started, because a JVM cannot change its LogManager later. */
    List<String> jvmFlags() {
        return jvmFlags;
    }

    /** Fails if the process has another LogManager, since that one decides what a call costs before any handler sees the record. */
    void requireLogManager() {
        String present = LogManager.getLogManager().getClass().getName();
        if (!present.equals(logManager)) {
            throw new IllegalStateException("the LogManager is " + present + "; start the JVM "
                    + (jvmFlags.isEmpty() ? "without java.util.logging.manager" : "with " + String.join(" ", jvmFlags))
                    + ": we compare under " + logManager);
        }
    }

    /** A new file, with a formatter that shows what events of this content carry. */
    Handler open(Path file, Content content) {
        try {
            return this == JDK ? jdkFile(file, content) : jbossFile(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written", e);
        }
    }

    private static Handler jdkFile(Path file, Content content) throws IOException {
        // In the pattern of a FileHandler a percent sign begins a placeholder.
        FileHandler handler = new FileHandler(file.toString().replace("%", "%%"));
        handler.setFormatter(JulLayout.present().formatter(content));
        return handler;
    }

    /** The line of {@link JulLayout#LINE}, in JBoss's words; without the source it asks nobody for the caller. */
    private static Handler jbossFile(Path file, Content content) throws FileNotFoundException {
        String source = content == Content.CALLER ? "%C %M " : "";
        PatternFormatter formatter = new PatternFormatter("%d{HH:mm:ss.SSS} %-5p %c - " + source + "%s%e%n");
        return new org.jboss.logmanager.handlers.FileHandler(formatter, file.toFile(), false);
    }
}
