package io.ksail.doctor;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.host.Host;
import io.ksail.internal.Async;
import io.ksail.internal.preflight.Preflight;
import io.ksail.internal.preflight.Preflight.Answer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Which cgroups the nodes have, as their kubelets say (Kubernetes 1.31 and later, permission {@code get nodes/proxy}). */
record Cgroups(Host host) implements Preflight.Check {

    private static final int AT_MOST = 5;
    private static final Pattern METRIC = Pattern.compile("(?m)^kubelet_cgroup_version(?:\\{.*})? (\\d)");

    @Override
    public String name() {
        return "cgroups";
    }

    @Override
    public Answer look() {
        List<String> nodes = host.nodes().stream()
                .map(node -> node.getMetadata().getName())
                .limit(AT_MOST)
                .toList();
        List<String> versions = Async.all(nodes.stream()
                .<Supplier<String>>map(node -> () -> version(node))
                .toList());
        Map<String, String> byNode = new TreeMap<>();
        IntStream.range(0, nodes.size()).forEach(i -> byNode.put(nodes.get(i), versions.get(i)));
        return judged(byNode);
    }

    static Answer judged(Map<String, String> byNode) {
        List<String> old = byNode.entrySet().stream()
                .filter(node -> node.getValue().equals("1"))
                .map(Map.Entry::getKey)
                .toList();
        if (!old.isEmpty()) {
            return Answer.warning(
                    "version 1 on %s; nodes of K3s and Vanilla put up with it, those of Talos do not start"
                            .formatted(String.join(", ", old)),
                    "boot the nodes with cgroup version 2; Kubernetes is about to drop version 1");
        }
        return Answer.ok(
                !byNode.isEmpty() && byNode.values().stream().allMatch("2"::equals)
                        ? "version 2"
                        : "not known: the nodes do not say, or not to this user");
    }

    /** Empty when the node does not say. */
    private String version(String node) {
        try {
            return named(host.client().raw("/api/v1/nodes/" + node + "/proxy/metrics"));
        } catch (KubernetesClientException e) {
            return "";
        }
    }

    static String named(@Nullable String metrics) {
        Matcher metric = METRIC.matcher(String.valueOf(metrics));
        return metric.find() ? metric.group(1) : "";
    }
}
