package io.penstock;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.penstock");

    private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern HOST_WORD = Pattern.compile(
            "logback|java\\.util\\.logging|LogManager|[Ww]rapped (appender|handler)(?!s? or )|AsyncProxy(Appender|Handler)"
                    + "|Tcp(Appender|Handler)|doAppend|LogRecord|ILoggingEvent");

    @Test
    void importer_runningJdk_readsItsClassFilesAndOurs() {
        JavaClass string = new ClassFileImporter().importClass(String.class);

        assertThat(string.getMethods()).hasSizeGreaterThan(50);
        assertThat(OURS.get("io.penstock.ring.AsyncRing").getDirectDependenciesFromSelf())
                .anyMatch(dependency ->
                        dependency.getTargetClass().getPackageName().equals("com.lmax.disruptor"));
        assertThat(OURS.stream().map(JavaClass::getName)).noneMatch(name -> name.endsWith("Test"));
    }

    @Test
    void disruptor_isKnownToTheRingOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.penstock.ring")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.lmax.disruptor..")
                .because("it is relocated into our jar")
                .check(OURS);
    }

    @Test
    void core_knowsNoLoggingFramework() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.slf4j..", "ch.qos..", "java.util.logging..", "org.apache..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.System$Logger")
                .because("host modules do, and under JUL System.Logger comes back to us")
                .check(OURS);
    }

    @Test
    void core_usesNoSerializationAndNoNaming() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javax.naming..", "java.rmi..", "javax.script..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.ObjectInputStream")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.ObjectOutputStream")
                .because("every logging library that used them has a CVE for it")
                .check(OURS);
    }

    @Test
    void stages_doNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("io.penstock.freeze..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.penstock.ring..")
                .allowEmptyShould(true)
                .check(OURS);
        noClasses()
                .that()
                .resideInAPackage("io.penstock.ring..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.penstock.freeze..")
                .check(OURS);
    }

    @Test
    void seam_knowsNeitherOfItsSides() {
        noClasses()
                .that()
                .resideInAPackage("io.penstock.sink..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.penstock.ring..", "io.penstock.tcp..", "io.penstock.wire..")
                .check(OURS);
    }

    @Test
    void senderAndProtocols_knowNoRing() {
        noClasses()
                .that()
                .resideInAnyPackage("io.penstock.tcp..", "io.penstock.wire..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.penstock.ring..")
                .because("what is sent need not come from a ring")
                .check(OURS);
        noClasses()
                .that()
                .resideInAPackage("io.penstock.ring..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.penstock.tcp..", "io.penstock.wire..")
                .check(OURS);
    }

    @Test
    void sendersRooms_knowNeitherTheSenderNorMoreOfEachOtherThanTheyMust() {
        noClasses()
                .that()
                .resideInAPackage("io.penstock.net..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.penstock.ring..", "io.penstock.tcp..", "io.penstock.wire..")
                .because("a connection carries bytes, whatever they mean")
                .check(OURS);
        noClasses()
                .that()
                .resideInAPackage("io.penstock.tcp.*")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.penstock.tcp")
                .because("the sender uses its rooms")
                .check(OURS);
        noClasses()
                .that()
                .resideInAnyPackage("io.penstock.tcp.probe", "io.penstock.tcp.dial")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.penstock.tcp.window", "io.penstock.wire..")
                .because("they know no records")
                .check(OURS);
    }

    @Test
    void protocols_areKnownToTheirTableOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.penstock.wire.choice",
                        "io.penstock.wire.lines",
                        "io.penstock.wire.syslog",
                        "io.penstock.wire.relp")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.penstock.wire.lines", "io.penstock.wire.syslog", "io.penstock.wire.relp")
                .check(OURS);
        noClasses()
                .that()
                .resideInAPackage("io.penstock.wire..")
                .and()
                .resideOutsideOfPackage("io.penstock.wire.choice")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.penstock.wire.choice")
                .check(OURS);
    }

    @Test
    void context_dependsOnWhatUsersTouchOnly() {
        noClasses()
                .that()
                .resideInAPackage("io.penstock.context")
                .should()
                .dependOnClassesThat(resideInAPackage("io.penstock.*..")
                        .and(not(resideInAnyPackage("io.penstock.context", "io.penstock.words"))))
                .check(OURS);
    }

    @Test
    void whatHostsDoAlike_isKnownToNoStage() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.penstock.host")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.penstock.host")
                .because("it stands above them, for the host modules alone")
                .check(OURS);
    }

    @Test
    void figures_knowNoStage() {
        noClasses()
                .that()
                .resideInAPackage("io.penstock.stats..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.penstock.*..").and(not(resideInAPackage("io.penstock.stats.."))))
                .because("each stage brings its own")
                .check(OURS);
    }

    /** {@code io.penstock} and {@code words} are the ground: all may stand on them, and they use nothing of ours. */
    @Test
    void ground_usesNothingOfOurs() {
        noClasses()
                .that()
                .resideInAnyPackage("io.penstock", "io.penstock.words")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.penstock.*..").and(not(resideInAPackage("io.penstock.words"))))
                .check(OURS);
        noClasses()
                .that()
                .resideInAPackage("io.penstock.words")
                .should()
                .dependOnClassesThat(resideInAPackage("io.penstock"))
                .check(OURS);
    }

    @Test
    void packages_makeNoCircle() {
        slices().matching("io.penstock.(*)..").should().beFreeOfCycles().check(OURS);
    }

    /**
     * Our texts are read by users of two frameworks, and say appender where both kinds are meant: what only one of them has,
     * its host module says.
     */
    @Test
    void core_knowsNoWordOfAHost() throws IOException {
        List<String> found = new ArrayList<>();
        Path sources = Path.of("src/main");
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                for (String line : Files.readAllLines(file)) {
                    Matcher text = TEXT.matcher(line);
                    while (text.find()) {
                        if (HOST_WORD.matcher(text.group()).find()) {
                            found.add(sources.relativize(file) + ": " + text.group());
                        }
                    }
                }
            }
        }

        assertThat(found).isEmpty();
    }
}
