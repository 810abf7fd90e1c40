package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.Context;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Properties;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A wrong class path would test the same Logback three times and nobody would notice. */
class LogbackUnderTestTest {

    private static final String LOGBACK = System.getProperty("penstock.test.logback", "not set");
    private static final String SLF4J = System.getProperty("penstock.test.slf4j", "not set");

    @ParameterizedTest
    @ValueSource(classes = {LoggerContext.class, Context.class})
    void logback_loaded_isTheVersionThisExecutionNames(Class<?> type) throws Exception {
        String artifact = type == Context.class ? "logback-core" : "logback-classic";

        assertThat(version(type, "ch.qos.logback/" + artifact)).isEqualTo(LOGBACK);
    }

    @Test
    void slf4j_loaded_isTheVersionThisExecutionNames() throws Exception {
        assertThat(version(LoggerFactory.class, "org.slf4j/slf4j-api")).isEqualTo(SLF4J);
    }

    /** From the very jar the class came from; by name alone, a resource might come from another. */
    private static String version(Class<?> type, String coordinates) throws IOException, URISyntaxException {
        Path jar =
                Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        Properties properties = new Properties();
        try (JarFile file = new JarFile(jar.toFile());
                InputStream in =
                        file.getInputStream(file.getEntry("META-INF/maven/" + coordinates + "/pom.properties"))) {
            properties.load(in);
        }
        return properties.getProperty("version");
    }
}
