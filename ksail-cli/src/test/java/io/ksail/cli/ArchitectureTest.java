package io.ksail.cli;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.ksail.cli");

    @Test
    void nothing_sleeps_and_nothing_prints_past_the_console() {
        ArchRuleDefinition.noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(LockSupport.class)
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLASSES);
    }

    @Test
    void only_main_ends_the_jvm() {
        ArchRuleDefinition.noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Main.class.getName())
                .should()
                .callMethod(System.class, "exit", int.class)
                .check(CLASSES);
    }

    @Test
    void only_main_is_public() {
        ArchRuleDefinition.classes()
                .that()
                .doNotHaveFullyQualifiedName(Main.class.getName())
                .should()
                .notBePublic()
                .check(CLASSES);
    }

    @Test
    void clusters_are_made_and_deleted_by_the_library_only() {
        ArchRuleDefinition.noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.ksail.internal.distribution..",
                        "io.ksail.exposure..",
                        "io.ksail.internal.exposure..",
                        "io.fabric8.kubernetes.client")
                .check(CLASSES);
    }
}
