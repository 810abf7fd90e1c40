package io.penstock.benchmark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ArchitectureTest {

    private static final String ROOT = "io.penstock.benchmark";
    private static final JavaClasses OURS = importedQuietly();

    /** The importer logs each class that it reads, and nobody has configured Logback here. */
    private static JavaClasses importedQuietly() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            Logger importer = context.getLogger("com.tngtech.archunit");
            importer.setLevel(Level.WARN);
        }
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(ROOT);
    }

    @Test
    void packages_haveNoCircles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(OURS);
    }

    @Test
    void questions_haveNoCirclesOfClasses() {
        slices().assignedFrom(new TopLevelClasses(ROOT + ".questions"))
                .should()
                .beFreeOfCycles()
                .check(OURS);
    }

    @Test
    void contendersAndFigures_knowNobodyElse() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".contenders..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + ".questions..", ROOT + ".measure..", ROOT + ".report..", ROOT + ".documentation..")
                .check(OURS);
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".figures..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + ".contenders..",
                        ROOT + ".questions..",
                        ROOT + ".measure..",
                        ROOT + ".report..",
                        ROOT + ".documentation..")
                .check(OURS);
    }

    private record TopLevelClasses(String packageName) implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
            return javaClass.getPackageName().equals(packageName)
                    ? SliceIdentifier.of(topLevel(javaClass).getSimpleName())
                    : SliceIdentifier.ignore();
        }

        private static JavaClass topLevel(JavaClass javaClass) {
            return javaClass.getEnclosingClass().map(TopLevelClasses::topLevel).orElse(javaClass);
        }

        @Override
        public String getDescription() {
            return "top level classes in " + packageName;
        }
    }
}
