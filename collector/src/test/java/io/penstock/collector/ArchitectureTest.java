package io.penstock.collector;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final List<String> PROTOCOLS = List.of("logd", "python", "syslog");
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
                        "java..",
                        "javax.net.ssl..",
                        "org.jspecify..",
                        "io.penstock.collector.log..",
                        "io.penstock.collector.client..")
                .check(OURS);
    }

    /** A protocol is added beside the others, and none of them has to be read for it. */
    @Test
    void protocols_doNotKnowEachOther() {
        for (String protocol : PROTOCOLS) {
            noClasses()
                    .that()
                    .resideInAPackage("io.penstock.collector." + protocol + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(PROTOCOLS.stream()
                            .filter(other -> !other.equals(protocol))
                            .map(other -> "io.penstock.collector." + other + "..")
                            .toArray(String[]::new))
                    .check(OURS);
        }
    }

    @Test
    void commands_areKnownToNobody() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.penstock.collector.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.penstock.collector.cli..")
                .check(OURS);
    }

    @Test
    void appenders_areKnownToNobody() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.penstock.ring..", "io.penstock.tcp..", "io.penstock.logback..", "io.penstock.jul..")
                .because("they run in applications, and this in a process of its own")
                .check(OURS);
    }
}
