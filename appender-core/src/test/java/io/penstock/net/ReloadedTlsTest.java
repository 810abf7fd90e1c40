package io.penstock.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.peer.TestCertificates;
import io.penstock.sink.Announcer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadedTlsTest {

    @TempDir
    Path directory;

    private final List<String> told = new ArrayList<>();
    private int reads;
    private @Nullable String failure;

    private final Announcer announcer = new Announcer() {
        @Override
        public void warn(String message, @Nullable Throwable cause) {
            told.add("WARN " + message);
        }

        @Override
        public void inform(String message) {
            told.add("INFO " + message);
        }
    };

    private TlsEngines read() throws GeneralSecurityException {
        reads++;
        if (failure != null) {
            throw new GeneralSecurityException(failure);
        }
        return TlsSettings.builder().build();
    }

    @Test
    void engine_fileUnchanged_isMadeOfWhatWasRead() throws Exception {
        TlsEngines engines = ReloadedTls.of(this::read, List.of(file("a")), announcer);

        for (int i = 0; i < 3; i++) {
            engines.engine("host", 1);
        }

        assertThat(reads).isOne();
        assertThat(told).isEmpty();
    }

    @Test
    void engine_fileWrittenAnewOrReplaced_isMadeOfTheNewOne() throws Exception {
        Path file = file("a");
        TlsEngines engines = ReloadedTls.of(this::read, List.of(file), announcer);

        Files.writeString(file, "longer than before");
        engines.engine("host", 1);
        assertThat(reads).isEqualTo(2);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(9)));
        engines.engine("host", 1);
        assertThat(reads).isEqualTo(3);
        Path other = Files.writeString(directory.resolve("b"), "longer than before");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
        engines.engine("host", 1);

        assertThat(reads).isEqualTo(4);
        assertThat(told).containsOnly("INFO The TLS stores have changed and were read again: [" + file + "]");
    }

    @Test
    void engine_fileThatCannotBeRead_isMadeOfTheFormerOneAndThatIsToldOnce() throws Exception {
        Path file = file("a");
        TlsEngines engines = ReloadedTls.of(this::read, List.of(file), announcer);
        Files.delete(file);
        failure = "it is gone";

        for (int i = 0; i < 3; i++) {
            assertThat(engines.engine("host", 1)).isNotNull();
        }
        assertThat(reads).isEqualTo(4);
        assertThat(told)
                .containsExactly(
                        "WARN The TLS stores have changed and cannot be read: it is gone. Those read before stay"
                                + " in use; the next connection tries again");
        failure = null;
        engines.engine("host", 1);
        engines.engine("host", 1);

        assertThat(reads).isEqualTo(5);
        assertThat(told).hasSize(2);
    }

    @Test
    void buildReloaded_aStoreThatIsBroken_keepsTheFormer() throws Exception {
        Path store = directory.resolve("trust.p12");
        Files.copy(TestCertificates.trustStore(), store);
        TlsEngines engines = TlsSettings.builder()
                .trustStore(store.toString())
                .trustStorePassword(TestCertificates.PASSWORD)
                .buildReloaded(announcer);

        Files.writeString(store, "no store");

        assertThat(engines.engine("host", 1)).isNotNull();
        assertThat(told)
                .singleElement()
                .satisfies(words -> assertThat(words)
                        .contains("trustStore=" + store + " cannot be read")
                        .doesNotContain(TestCertificates.PASSWORD));
    }

    private Path file(String name) throws IOException {
        return Files.writeString(directory.resolve(name), "store");
    }
}
