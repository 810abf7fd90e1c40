package io.penstock.collector;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.penstock.collector");

    @Test
    void packages_haveNoCircles() {
        slices().matching("io.penstock.collector.(*)..")
                .should()
                .beFreeOfCycles()
                .check(OURS);
    }

    @Test
    void log_knowsNeitherNetworkNorCommands() {
        noClasses()
                .that()
                .resideInAPackage("io.penstock.collector.log..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.netty..", "picocli..", "io.penstock.collector.net..", "io.penstock.collector.append..")
                .check(OURS);
    }

    @Test
    void client_knowsTheJdkAndTheLogOnly() {
        noClasses()
                .that()
                .resideInAPackage("io.penstock.collector.client..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        "java..", "org.jspecify..", "io.penstock.collector.log..", "io.penstock.collector.client..")
                .check(OURS);
    }
}
