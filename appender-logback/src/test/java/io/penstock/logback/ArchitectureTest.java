package io.penstock.logback;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ArchitectureTest {

    private static final JavaClasses OURS = importedQuietly();

    /** The importer tells Logback, which nobody has configured here, of each class it reads. */
    private static JavaClasses importedQuietly() {
        ((Logger) LoggerFactory.getLogger("com.tngtech.archunit")).setLevel(Level.WARN);
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.penstock.logback");
    }

    @Test
    void stages_dependInOneDirection() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("appenders")
                .definedBy("io.penstock.logback")
                .layer("wrap")
                .definedBy("io.penstock.logback.wrap")
                .layer("encode")
                .definedBy("io.penstock.logback.encode")
                .layer("capture")
                .definedBy("io.penstock.logback.capture")
                .layer("freeze")
                .definedBy("io.penstock.logback.freeze")
                .whereLayer("appenders")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("wrap")
                .mayOnlyBeAccessedByLayers("appenders")
                .whereLayer("encode")
                .mayOnlyBeAccessedByLayers("appenders", "wrap")
                .whereLayer("capture")
                .mayOnlyBeAccessedByLayers("appenders", "wrap", "encode")
                .whereLayer("freeze")
                .mayOnlyBeAccessedByLayers("appenders", "capture")
                .check(OURS);
    }

    @Test
    void host_knowsNoProtocol() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.penstock.wire.lines..", "io.penstock.wire.syslog..", "io.penstock.wire.relp..")
                .because("a new protocol must not touch the hosts")
                .check(OURS);
    }

    @Test
    void packages_areFreeOfCycles() {
        slices().matching("io.penstock.(**)").should().beFreeOfCycles().check(OURS);
    }

    @Test
    void logstash_isKnownToFreezingAndToWhatWritesItsRecordsOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.penstock.logback.freeze")
                .and()
                .haveNameNotMatching("io\\.penstock\\.logback\\.encode\\.StreamingText.*")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("net.logstash..", "tools.jackson..")
                .because("it may be absent")
                .check(OURS);
    }
}
