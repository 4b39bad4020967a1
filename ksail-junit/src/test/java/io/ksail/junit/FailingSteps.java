package io.ksail.junit;

import io.fabric8.kubernetes.api.model.Namespace;
import io.ksail.KsailException;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.Clusters;
import io.ksail.cluster.Progress;
import io.ksail.host.Host;
import io.ksail.host.HostKind;
import io.ksail.host.HostRequest;
import io.ksail.internal.Await;
import io.ksail.internal.Deadline;
import io.ksail.spec.ClusterSpec;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.ObjectName;

/**
 * A process that creates a cluster again and again, while each time another one of its steps fails: every request by which a
 * creation makes or watches something, and every stage that it tells of. The same with one that it takes from a pool, as far as that is
 * another way. Says a line for each: the step, what became of the creation, what is left of all of them.
 */
final class FailingSteps {

    /** Where what a creation has opened would be seen: nothing of these may live on. */
    private static final Pattern WATCHED = Pattern.compile(
            "\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+"
                    + "(\\S*\\.(?:DefaultSharedIndexInformer|KubernetesClientImpl|NamespaceWatch|NodeLoss|Lease|Disposal))(?:\\s.*)?");

    /**
     * The client library asks again ten times, with growing pauses, also when its client was closed meanwhile: for 102 s such
     * a client is still held, on a busy machine. What stays longer than that stays for good.
     */
    private static final Duration TIME_TO_CLOSE = Duration.ofSeconds(150);

    private static final Duration PAUSE = Duration.ofMillis(200);

    private static final ClusterSpec ANY = ClusterSpec.named("any").build();

    private static final Set<String> SEEN = new LinkedHashSet<>();
    private static Optional<String> failing = Optional.empty();

    private final Host host;
    private int count;

    private FailingSteps(Host host) {
        this.host = host;
    }

    public static void main(String[] args) throws Exception {
        try (Host host =
                Host.find(new HostRequest(HostKind.KUBECONFIG, Optional.of(Path.of(args[0])), Optional.empty()))) {
            new FailingSteps(host).run();
        }
        System.out.println("done");
    }

    /** Called whenever a step begins, by whichever thread; says whether it has to fail. */
    static synchronized boolean hasToFail(String step) {
        String anyNumber = step.replaceAll("\\d+", "#");
        SEEN.add(anyNumber);
        boolean fails = failing.filter(anyNumber::equals).isPresent();
        if (fails) {
            failing = Optional.empty();
        }
        return fails;
    }

    private static synchronized List<String> steps() {
        return List.copyOf(SEEN);
    }

    private static synchronized void forget() {
        SEEN.clear();
    }

    private static synchronized void fail(String step) {
        failing = Optional.of(step);
    }

    private void run() throws Exception {
        // Twice: what is made once and kept is there after the first one.
        created();
        created();
        List<String> steps = steps().stream().filter(FailingSteps::isOfTheLine).toList();
        Map<String, Integer> before = left();
        Map<String, String> outcomes = new LinkedHashMap<>();
        for (String step : steps) {
            fail(step);
            outcomes.put(step, created());
        }
        for (String step : stepsOfTaking()) {
            fillPool();
            fail(step);
            outcomes.put("taking: " + step, taken());
        }
        // Once for all of them: whatever one has left is still there, and to be closed takes most of the time.
        String left = more(before);
        outcomes.forEach((step, outcome) -> System.out.printf("%s | %s | %s%n", step, outcome, left));
    }

    /**
     * Most of what is only read is asked by the preflight, or by what a creation can do without. A namespace whose deletion
     * is refused is deleted when its lease runs out.
     */
    private static boolean isOfTheLine(String step) {
        boolean read = step.startsWith("GET ") && !step.endsWith("(watch)") && !step.equals("GET /version");
        return !read && !step.matches("DELETE /api/v#/namespaces/[^/]+");
    }

    /** Until it goes on as a creation does. */
    private List<String> stepsOfTaking() {
        fillPool();
        forget();
        taken();
        return steps().stream()
                .takeWhile(step -> !step.startsWith("begin: waiting for the cluster to be "))
                .filter(FailingSteps::isOfTheLine)
                .toList();
    }

    private void fillPool() {
        Clusters.on(host).fillPool(ANY, 1);
    }

    /** What fails is replaced by a cluster that is created. */
    private String taken() {
        String outcome = outcome(clusters -> clusters.take(ANY, 0));
        return outcome + (areAllGoing() ? "" : " BUT NOT DELETED");
    }

    private boolean areAllGoing() {
        return host.client().namespaces().withLabel("ksail.io/managed-by", "ksail").list().getItems().stream()
                .allMatch(namespace -> namespace.getMetadata().getDeletionTimestamp() != null);
    }

    private String created() {
        String name = "steps-" + ++count;
        String outcome =
                outcome(clusters -> clusters.create(ClusterSpec.named(name).build()));
        Namespace there = host.client().namespaces().withName("k3k-" + name).get();
        return outcome
                + (there == null || there.getMetadata().getDeletionTimestamp() != null ? "" : " BUT NOT DELETED");
    }

    private String outcome(Function<Clusters, Cluster> creation) {
        try (Cluster cluster = creation.apply(Clusters.on(host).reportingTo(new Steps()))) {
            return "created " + cluster.kubernetesVersion();
        } catch (KsailException e) {
            return "failed: " + e.getMessage().lines().collect(Collectors.joining(" / "));
        } catch (StageException e) {
            return "failed before there was anything";
        }
    }

    /** What there is more of than before, once there was time to close it. */
    private static String more(Map<String, Integer> before) throws Exception {
        Deadline deadline = Deadline.in(TIME_TO_CLOSE);
        Map<String, Integer> now = excess(before);
        while (!now.isEmpty() && !deadline.passed()) {
            Await.pause(PAUSE);
            now = excess(before);
        }
        return now.isEmpty() ? "nothing left" : "left: " + now;
    }

    private static Map<String, Integer> excess(Map<String, Integer> before) throws Exception {
        Map<String, Integer> more = new TreeMap<>();
        left().forEach((what, number) -> {
            if (number > before.getOrDefault(what, 0)) {
                more.put(what, number - before.getOrDefault(what, 0));
            }
        });
        return more;
    }

    private static Map<String, Integer> left() throws Exception {
        Map<String, Integer> left = new TreeMap<>();
        Matcher objects = WATCHED.matcher("");
        for (String line : histogram().lines().toList()) {
            if (objects.reset(line).matches()) {
                left.put(objects.group(2), Integer.parseInt(objects.group(1)));
            }
        }
        List<String> found = new ArrayList<>();
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            if (Stream.of(stack).noneMatch(FailingSteps::isIdleInPool)) {
                found.add("thread " + thread.getName().replaceAll("\\d+", "#"));
            }
        });
        try (Stream<Path> files = Files.walk(Path.of(System.getProperty("java.io.tmpdir")))) {
            files.filter(file -> file.toString().contains("ksail")).forEach(file -> found.add("file " + file));
        }
        found.stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.summingInt(one -> 1)))
                .forEach(left::put);
        return left;
    }

    private static boolean isIdleInPool(StackTraceElement frame) {
        return Set.of("getTask", "awaitWork").contains(frame.getMethodName());
    }

    /** Of what can still be reached: it collects garbage first. */
    private static String histogram() throws Exception {
        return (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
    }

    private static final class Steps implements Progress {
        @Override
        public void begun(String stage) {
            at("begin: " + stage);
        }

        @Override
        public void done(String result, Duration took) {
            at("done: " + result);
        }

        private static void at(String stage) {
            if (hasToFail(stage)) {
                throw new StageException();
            }
        }
    }

    private static final class StageException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StageException() {
            super("injected");
        }
    }
}
