package io.ksail;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.ksail.internal.Await;
import io.ksail.internal.Durations;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.ksail");

    private static final Set<String> WAITS = Set.of(
            "sleep",
            "wait",
            "join",
            "park",
            "parkNanos",
            "parkUntil",
            "get",
            "await",
            "awaitNanos",
            "awaitUntil",
            "awaitTermination",
            "timedWait",
            "timedJoin",
            "tryAcquire",
            "tryLock",
            "poll",
            "offer",
            "exchange",
            "awaitAdvanceInterruptibly");

    /** Not that of a pod that idles for ever. */
    private static final Pattern SLEEP_IN_A_POD = Pattern.compile("sleep (\\d?\\.?\\d{1,2})(?!\\d)");

    private static final Pattern POLL = Pattern.compile("\\| [^|]+ \\| (\\d+ m?s) \\| `([\\w.-]+)` \\|");

    @Test
    void a_later_stage_never_reaches_back() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("spec")
                .definedBy("io.ksail.spec..")
                .layer("host")
                .definedBy("io.ksail.host..", "io.ksail.internal.host..")
                .layer("namespace")
                .definedBy("io.ksail.internal.namespace..")
                .layer("exposure")
                .definedBy("io.ksail.exposure..", "io.ksail.internal.exposure..")
                .layer("distribution")
                .definedBy("io.ksail.internal.distribution..")
                .layer("kubeconfig")
                .definedBy("io.ksail.kubeconfig..", "io.ksail.internal.kubeconfig..")
                .layer("diagnosis")
                .definedBy("io.ksail.internal.diagnosis..")
                .layer("access")
                .definedBy("io.ksail.access..")
                .layer("callback")
                .definedBy("io.ksail.callback..", "io.ksail.internal.callback..")
                .layer("cluster")
                .definedBy("io.ksail.cluster..", "io.ksail.internal.preflight..", "io.ksail.internal.pool..")
                .layer("doctor")
                .definedBy("io.ksail.doctor..")
                .layer("docker")
                .definedBy("io.ksail.internal.docker..")
                .layer("image")
                .definedBy("io.ksail.image..", "io.ksail.internal.image..")
                .layer("pod")
                .definedBy("io.ksail.internal.pod..")
                .layer("chart")
                .definedBy("io.ksail.chart..", "io.ksail.internal.chart..")
                .layer("content")
                .definedBy("io.ksail.content..")
                .whereLayer("content")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("chart")
                .mayOnlyBeAccessedByLayers("distribution", "content")
                .whereLayer("image")
                .mayOnlyBeAccessedByLayers("host", "docker", "distribution", "cluster", "content")
                .whereLayer("pod")
                .mayOnlyBeAccessedByLayers("docker", "distribution", "namespace", "cluster")
                .whereLayer("namespace")
                .mayOnlyBeAccessedByLayers("distribution", "cluster")
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
                .resideInAPackage("io.ksail.internal.diagnosis..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.ksail.spec..",
                        "io.ksail.host..",
                        "io.ksail.internal.host..",
                        "io.ksail.exposure..",
                        "io.ksail.internal.exposure..",
                        "io.ksail.internal.distribution..",
                        "io.ksail.kubeconfig..",
                        "io.ksail.internal.kubeconfig..",
                        "io.ksail.cluster..")
                .check(CLASSES);
    }

    @Test
    void no_distribution_knows_another_one() {
        com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices()
                .matching("io.ksail.internal.distribution.(*)..")
                .should()
                .notDependOnEachOther()
                .check(CLASSES);
    }

    @Test
    void only_await_waits_for_a_time() {
        assertThat(waitingForATime(CLASSES)).containsExactlyInAnyOrder("Await", "HostWatch");
    }

    @Test
    void who_makes_a_future_completes_it_and_few_have_timers() {
        assertThat(makingFuturesThatNobodyCompletes(CLASSES))
                .as("hand on a failure signal that never comes, and wait for none themselves")
                .containsExactlyInAnyOrder("RunningCluster", "StartRequest");
        assertThat(callers(CLASSES, ArchitectureTest::isTimer))
                .as("limits of something that has events, and when to begin with it")
                .containsExactlyInAnyOrder("DaemonLife", "Docker", "EndpointProber");
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                SleepInDisguise.Plain.class,
                SleepInDisguise.OfAUnit.class,
                SleepInDisguise.OfALatch.class,
                SleepInDisguise.OfALock.class,
                SleepInDisguise.OfAMonitor.class,
                SleepInDisguise.OfAThread.class,
                SleepInDisguise.OfAQueue.class,
                SleepInDisguise.OfAFuture.class,
                SleepInDisguise.OfAFutureWithALimit.class,
                SleepInDisguise.OfAFutureThatAwaitWaitsFor.class,
                SleepInDisguise.OfATimer.class,
                SleepInDisguise.OfAScheduler.class
            })
    void a_sleep_is_found_in_whatever_disguise(Class<?> disguise) {
        JavaClasses one = new ClassFileImporter().importClasses(disguise);
        assertThat(Stream.of(
                                waitingForATime(one),
                                makingFuturesThatNobodyCompletes(one),
                                callers(one, ArchitectureTest::isTimer))
                        .flatMap(Set::stream))
                .isNotEmpty();
    }

    /** {@code HostWatch} is notified by its informers. */
    private static Set<String> waitingForATime(JavaClasses classes) {
        return callers(
                classes,
                call -> WAITS.contains(call.getName())
                        && call.getTargetOwner().getPackageName().matches("java\\.lang|java\\.util\\.concurrent.*")
                        && call.getTarget() instanceof CodeUnitAccessTarget target
                        && target.getRawParameterTypes().stream()
                                .anyMatch(type -> type.isEquivalentTo(long.class)
                                        || type.getName().equals("java.time.Duration")));
    }

    /** To wait for such a future until it is too late is another word for a sleep. */
    private static Set<String> makingFuturesThatNobodyCompletes(JavaClasses classes) {
        Set<String> making = callers(classes, call -> isOfFutures(call, Set.of("<init>")));
        making.removeAll(
                callers(classes, call -> isOfFutures(call, Set.of("complete", "completeExceptionally", "cancel"))));
        return making;
    }

    private static boolean isTimer(JavaAccess<?> call) {
        return isOfFutures(call, Set.of("delayedExecutor", "completeOnTimeout"))
                || call.getTargetOwner().isAssignableTo(ScheduledExecutorService.class)
                        && call.getName().equals("schedule");
    }

    private static boolean isOfFutures(JavaAccess<?> call, Set<String> names) {
        return call.getTargetOwner().isEquivalentTo(CompletableFuture.class) && names.contains(call.getName());
    }

    @Test
    void the_reference_lists_every_poll_with_its_interval() throws IOException {
        Set<String> polls = new TreeSet<>();
        CLASSES.stream()
                .flatMap(one -> one.getAccessesFromSelf().stream())
                .filter(ArchitectureTest::isPoll)
                // Await pauses for others; a lease is renewed, which asks nothing.
                .filter(poll -> !Set.of("Await", "Lease").contains(outermost(poll.getOriginOwner())))
                .forEach(poll ->
                        polls.add(outermost(poll.getOriginOwner()) + " " + Durations.readable(intervalOf(poll))));
        try (Stream<Path> files = Files.walk(Path.of("src/main"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Matcher sleep = SLEEP_IN_A_POD.matcher(Files.readString(file));
                while (sleep.find()) {
                    long millis = Math.round(Double.parseDouble(sleep.group(1)) * 1_000);
                    polls.add(file.getFileName().toString().replace(".java", "") + " "
                            + Durations.readable(Duration.ofMillis(millis)));
                }
            }
        }
        String table = Files.readString(Path.of("../docs/reference.md"))
                .split("### Polls\n")[1]
                .split("\n#")[0];
        assertThat(table.lines()
                        .map(POLL::matcher)
                        .filter(Matcher::matches)
                        .map(row -> row.group(2) + " " + row.group(1)))
                .containsExactlyInAnyOrderElementsOf(polls);
    }

    private static Duration intervalOf(JavaAccess<?> poll) {
        assertThat(poll.getOrigin().getFieldAccesses())
                .as(poll.getDescription() + " is for the constant PAUSE")
                .anyMatch(access -> access.getName().equals("PAUSE"));
        try {
            Field pause = poll.getOriginOwner().reflect().getDeclaredField("PAUSE");
            pause.setAccessible(true);
            return (Duration) pause.get(null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(poll.getDescription(), e);
        }
    }

    private static boolean isPoll(JavaAccess<?> call) {
        return call.getTargetOwner().isEquivalentTo(Await.class)
                        && call.getName().equals("pause")
                || call.getTargetOwner().isAssignableTo(ScheduledExecutorService.class)
                        && !call.getName().equals("schedule")
                        && call.getName().startsWith("schedule");
    }

    private static Set<String> callers(JavaClasses classes, Predicate<JavaAccess<?>> calls) {
        return classes.stream()
                .filter(caller -> caller.getAccessesFromSelf().stream().anyMatch(calls))
                .map(ArchitectureTest::outermost)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String outermost(JavaClass one) {
        return one.getEnclosingClass().map(ArchitectureTest::outermost).orElseGet(one::getSimpleName);
    }

    @Test
    void nothing_prints_and_nothing_sets_properties_of_the_users_process() {
        ArchRuleDefinition.noClasses()
                .should()
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
        onlyHiddenClassesOf(
                Set.of("io.ksail.spec.yaml", "io.ksail.internal.distribution.vanilla"), "com.fasterxml.jackson..");
        onlyHiddenClassesOf(Set.of("io.ksail.internal.yaml"), "org.yaml.snakeyaml..");
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
        onlyHiddenClassesOf(Set.of("io.ksail.internal.image"), "org.apache.commons.compress..");
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
