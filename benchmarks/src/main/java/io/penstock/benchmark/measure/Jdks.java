package io.penstock.benchmark.measure;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the JDK for what the present one cannot do. */
public final class Jdks {

    private static final int VIRTUAL_THREADS_NEED = 25;

    private Jdks() {}

    /** The present JVM's. */
    public static Path present() {
        return Path.of(System.getProperty("java.home"));
    }

    /**
     * A JDK 25: the present one, or one that lies beside it. JDK 21 to 23 have virtual threads, too, but a virtual thread that blocks in a
     * synchronized block there keeps its carrier; nobody who logs from many virtual threads still uses them.
     */
    public static Optional<Path> withVirtualThreads() throws IOException {
        if (Runtime.version().feature() >= VIRTUAL_THREADS_NEED) {
            return Optional.of(present());
        }
        Path siblings = present().toRealPath().getParent();
        try (DirectoryStream<Path> jdks = Files.newDirectoryStream(siblings)) {
            for (Path jdk : jdks) {
                Path release = jdk.resolve("release");
                if (Files.isRegularFile(release)
                        && Files.readString(release).contains("JAVA_VERSION=\"" + VIRTUAL_THREADS_NEED)) {
                    return Optional.of(jdk);
                }
            }
        }
        return Optional.empty();
    }
}
