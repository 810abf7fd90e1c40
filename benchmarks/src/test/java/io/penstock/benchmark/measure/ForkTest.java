package io.penstock.benchmark.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ForkTest {

    @TempDir
    Path directory;

    @Test
    @Timeout(30)
    void run_processHangs_isEndedAndNamed() throws Exception {
        Path pid = directory.resolve("pid");
        Path jdk = jdk(
                directory.resolve("jdk"), "echo $$ >" + pid + ".new; mv " + pid + ".new " + pid + "; exec sleep 60");

        assertThatThrownBy(() -> Fork.run(
                        jdk, ForkTest.class, directory.resolve("fork"), List.of("contender=x"), Duration.ofSeconds(2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("ForkTest did not end within 2 seconds: [contender=x]");

        long child = Long.parseLong(Files.readString(pid).strip());
        assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
    }

    /** What looks like a JDK, and does what a script says. */
    static Path jdk(Path home, String script) throws IOException {
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        return home;
    }
}
