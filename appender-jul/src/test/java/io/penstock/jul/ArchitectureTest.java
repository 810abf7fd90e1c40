package io.penstock.jul;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ArchitectureTest {

    private static final String ROOT = "io.penstock.jul";

    private static final JavaClasses OURS = importedQuietly();

    /** The importer tells Logback, which is here for other tests and which nobody has configured, of each class it reads. */
    private static JavaClasses importedQuietly() {
        ((Logger) LoggerFactory.getLogger("com.tngtech.archunit")).setLevel(Level.WARN);
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(ROOT);
    }

    @Test
    void stages_dependInOneDirection() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("handlers")
                .definedBy(ROOT)
                .layer("wrap")
                .definedBy(ROOT + ".wrap")
                .layer("settings")
                .definedBy(ROOT + ".settings")
                .layer("freeze")
                .definedBy(ROOT + ".freeze")
                .layer("format")
                .definedBy(ROOT + ".format")
                .layer("capture")
                .definedBy(ROOT + ".capture")
                .whereLayer("handlers")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("wrap")
                .mayOnlyBeAccessedByLayers("handlers")
                .whereLayer("settings")
                .mayOnlyBeAccessedByLayers("handlers")
                .whereLayer("freeze")
                .mayOnlyBeAccessedByLayers("handlers", "settings")
                .whereLayer("format")
                .mayOnlyBeAccessedByLayers("handlers", "wrap", "freeze")
                .whereLayer("capture")
                .mayOnlyBeAccessedByLayers("handlers", "wrap", "settings", "format")
                .check(OURS);
    }

    @Test
    void packages_areFreeOfCycles() {
        slices().matching("io.penstock.(**)").should().beFreeOfCycles().check(OURS);
    }

    /** A handler, what it opens and what looks through it once knew each other in one circle of eight. */
    @Test
    void handlers_areFreeOfCyclesAmongTheirClasses() {
        slices().assignedFrom(new ByTopLevelClass()).should().beFreeOfCycles().check(OURS);
    }

    @Test
    void jboss_isKnownToOneClassOnly() {
        noClasses()
                .that()
                .haveNameNotMatching("io\\.penstock\\.jul\\.capture\\.JBoss.*")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.jboss..")
                .because("it may be absent")
                .check(OURS);
    }

    @Test
    void module_exportsWhatUsersTypeAndNothingElse() throws Exception {
        String module = Files.readString(Path.of("src/main/module/module-info.java"));

        assertThat(module.lines().map(String::strip).filter(line -> line.startsWith("exports")))
                .containsExactly("exports " + ROOT + ";");
        assertThat(module).doesNotContain("opens");
    }

    /** What is public in the rooms is so for the packages beside it. */
    @Test
    void rooms_areNotReachableThroughWhatIsExported() {
        assertThat(OURS.stream()
                        .filter(type -> type.getPackageName().equals(ROOT))
                        .filter(type -> isPublic(type)
                                || type.getAllSubclasses().stream().anyMatch(ArchitectureTest::isPublic))
                        .flatMap(type -> type.getCodeUnits().stream())
                        .filter(ArchitectureTest::isForUsers)
                        .flatMap(unit -> types(unit)
                                .filter(type -> type.getPackageName().startsWith(ROOT + "."))
                                .map(type -> unit.getFullName() + " shows " + type.getName())))
                .isEmpty();
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC);
    }

    private static boolean isForUsers(JavaCodeUnit unit) {
        return unit.getModifiers().contains(JavaModifier.PUBLIC)
                || unit.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private static Stream<JavaClass> types(JavaCodeUnit unit) {
        return Stream.concat(
                Stream.of(unit.getRawReturnType()),
                Stream.concat(unit.getRawParameterTypes().stream(), unit.getExceptionTypes().stream()));
    }

    private static final class ByTopLevelClass implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return type.getPackageName().equals(ROOT)
                    ? SliceIdentifier.of(type.getName().split("\\$")[0])
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "the classes in " + ROOT;
        }
    }
}
