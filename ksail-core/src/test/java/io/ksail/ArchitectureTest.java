package io.ksail;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Set;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.ksail");

    @Test
    void a_later_stage_never_reaches_back() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("spec")
                .definedBy("io.ksail.spec..")
                .layer("host")
                .definedBy("io.ksail.host..")
                .layer("exposure")
                .definedBy("io.ksail.exposure..")
                .layer("distribution")
                .definedBy("io.ksail.distribution..")
                .layer("kubeconfig")
                .definedBy("io.ksail.kubeconfig..")
                .layer("diagnosis")
                .definedBy("io.ksail.diagnosis..")
                .layer("access")
                .definedBy("io.ksail.access..")
                .layer("callback")
                .definedBy("io.ksail.callback..")
                .layer("cluster")
                .definedBy("io.ksail.cluster..")
                .layer("doctor")
                .definedBy("io.ksail.doctor..")
                .layer("docker")
                .definedBy("io.ksail.docker..")
                .layer("image")
                .definedBy("io.ksail.image..")
                .layer("pod")
                .definedBy("io.ksail.pod..")
                .layer("chart")
                .definedBy("io.ksail.chart..")
                .layer("content")
                .definedBy("io.ksail.content..")
                .whereLayer("content")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("chart")
                .mayOnlyBeAccessedByLayers("distribution", "content")
                .whereLayer("image")
                .mayOnlyBeAccessedByLayers("host", "docker", "distribution", "cluster", "content")
                .whereLayer("pod")
                .mayOnlyBeAccessedByLayers("docker", "distribution", "cluster")
                .whereLayer("docker")
                .mayOnlyBeAccessedByLayers("distribution")
                .whereLayer("doctor")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("cluster")
                .mayOnlyBeAccessedByLayers("doctor", "content")
                .whereLayer("access")
                .mayOnlyBeAccessedByLayers("cluster")
                .whereLayer("callback")
                .mayOnlyBeAccessedByLayers("cluster")
                .whereLayer("kubeconfig")
                .mayOnlyBeAccessedByLayers("access", "cluster", "content")
                .whereLayer("distribution")
                .mayOnlyBeAccessedByLayers("callback", "cluster", "doctor")
                .whereLayer("exposure")
                .mayOnlyBeAccessedByLayers("distribution", "cluster")
                .whereLayer("host")
                .mayOnlyBeAccessedByLayers("exposure", "distribution", "cluster", "doctor")
                .whereLayer("diagnosis")
                .mayOnlyBeAccessedByLayers("exposure", "docker", "distribution", "kubeconfig", "cluster", "content")
                .check(CLASSES);
    }

    @Test
    void diagnosis_asks_no_stage() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage("io.ksail.diagnosis..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.ksail.spec..",
                        "io.ksail.host..",
                        "io.ksail.exposure..",
                        "io.ksail.distribution..",
                        "io.ksail.kubeconfig..",
                        "io.ksail.cluster..")
                .check(CLASSES);
    }

    @Test
    void no_distribution_knows_another_one() {
        com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices()
                .matching("io.ksail.distribution.(*)..")
                .should()
                .notDependOnEachOther()
                .check(CLASSES);
    }

    @Test
    void nothing_sleeps_nothing_prints_and_nothing_sets_properties_of_the_users_process() {
        ArchRuleDefinition.noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(System.class, "setProperty", String.class, String.class)
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLASSES);
    }

    @Test
    void links_with_every_fabric8_so_keeps_http_clients_and_its_jackson_out() {
        ArchRuleDefinition.noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("tools.jackson..", "io.vertx..", "okhttp3..")
                .check(CLASSES);
    }

    /** A class that nobody outside sees can't show a parser's types in a signature. */
    @Test
    void only_hidden_classes_of_the_file_formats_know_a_parser() {
        onlyHiddenClassesOf(Set.of("io.ksail.spec.yaml", "io.ksail.distribution.vanilla"), "com.fasterxml.jackson..");
        onlyHiddenClassesOf(
                Set.of("io.ksail.kubeconfig.file", "io.ksail.host", "io.ksail.internal.yaml"), "org.yaml.snakeyaml..");
    }

    private static void onlyHiddenClassesOf(Set<String> ours, String parser) {
        ArchRuleDefinition.noClasses()
                .that()
                .resideOutsideOfPackages(ours.toArray(String[]::new))
                .or()
                .arePublic()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(parser)
                .check(CLASSES);
    }

    @Test
    void the_address_library_shows_in_no_signature() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideOutsideOfPackage("io.ksail.spec")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("inet.ipaddr..")
                .check(CLASSES);
    }

    @Test
    void only_hidden_classes_of_images_know_tar() {
        onlyHiddenClassesOf(Set.of("io.ksail.image"), "org.apache.commons.compress..");
    }

    @Test
    void a_specification_knows_nothing_of_its_file() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage("io.ksail.spec")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.ksail.spec.yaml")
                .check(CLASSES);
    }
}
