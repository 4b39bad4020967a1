package io.ksail.doctor;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.ksail.cluster.ProbeNamespace;
import io.ksail.host.Host;
import io.ksail.internal.Async;
import io.ksail.internal.Causes;
import io.ksail.internal.distribution.Distribution;
import io.ksail.internal.preflight.Preflight.Answer;
import io.ksail.internal.preflight.Preflight.Check;
import io.ksail.spec.ClusterSpec;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the doctor looks at that no creation asks: each check says what it has seen, and what is to be done about it. */
final class HostChecks {

    private HostChecks() {}

    static Stream<Check> of(Host host, ClusterSpec spec) {
        return Stream.of(
                new Connection(host),
                new PrivilegedPods(host, spec),
                new GatewayApi(host),
                new LoadBalancer(host),
                new NodePorts(host),
                new Cgroups(host));
    }

    /** Whether the host answers, and with a version that nested clusters were tried on. */
    record Connection(Host host) implements Check {

        static final String NAME = "connection";

        private static final int OLDEST_MINOR = 27;
        private static final Pattern VERSION = Pattern.compile("v?1\\.(\\d+)\\b.*");

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Answer look() {
            return judged(
                    host.version(),
                    "Kubernetes %s, %s, at %s"
                            .formatted(
                                    host.version(),
                                    host.description(),
                                    host.client().getConfiguration().getMasterUrl()));
        }

        static Answer judged(String version, String seen) {
            Matcher minor = VERSION.matcher(version);
            boolean old = minor.matches() && Integer.parseInt(minor.group(1)) < OLDEST_MINOR;
            return old
                    ? Answer.warning(seen, "bring the host to Kubernetes 1.%d or later".formatted(OLDEST_MINOR))
                    : Answer.ok(seen);
        }
    }

    /**
     * Whether the host admits privileged pods, by asking for one: a dry run, in a namespace that is there for a moment. The
     * pod never exists, but everything that could refuse it is asked.
     */
    private record PrivilegedPods(Host host, ClusterSpec spec) implements Check {

        private static final String NAME = "ksail-doctor";

        @Override
        public String name() {
            return "privileged pods";
        }

        @Override
        public Answer look() {
            if (!Distribution.of(spec.distribution()).needsPrivilegedPods(spec)) {
                return Answer.ok("not needed: %s%s has none"
                        .formatted(spec.distribution(), spec.withoutNodes() ? " without nodes" : ""));
            }
            try (ProbeNamespace namespace = ProbeNamespace.create(host, "doctor")) {
                // The default one is made by a controller, later than the namespace, and pods without one are refused.
                host.client().resource(serviceAccount(namespace.name())).create();
                host.client().resource(pod(namespace.name())).dryRun(true).create();
                return Answer.ok("admitted");
            } catch (KubernetesClientException e) {
                boolean onlyThisUser = Causes.message(e).contains(" cannot create resource ");
                if (onlyThisUser || e.getCode() <= 0) {
                    throw e;
                }
                return Answer.failure(
                        "not admitted: " + Causes.message(e),
                        "allow privileged pods in namespaces with the label ksail.io/managed-by=ksail, or use another host");
            }
        }

        private static HasMetadata serviceAccount(String namespace) {
            return new ServiceAccountBuilder()
                    .withNewMetadata()
                    .withName(NAME)
                    .withNamespace(namespace)
                    .endMetadata()
                    .build();
        }

        private static HasMetadata pod(String namespace) {
            return new PodBuilder()
                    .withNewMetadata()
                    .withName(NAME)
                    .withNamespace(namespace)
                    .endMetadata()
                    .withNewSpec()
                    .withServiceAccountName(NAME)
                    .withAutomountServiceAccountToken(false)
                    .addNewContainer()
                    .withName("node")
                    .withImage("rancher/k3s")
                    .withNewSecurityContext()
                    .withPrivileged(true)
                    .endSecurityContext()
                    .endContainer()
                    .endSpec()
                    .build();
        }
    }

    /** Whether {@code gatewayClassName} can have an effect: gateways, routes for TCP, and classes to choose from. */
    record GatewayApi(Host host) implements Check {

        private static final String GROUP = "gateway.networking.k8s.io";
        private static final ResourceDefinitionContext CLASSES = new ResourceDefinitionContext.Builder()
                .withGroup(GROUP)
                .withVersion("v1")
                .withKind("GatewayClass")
                .withPlural("gatewayclasses")
                .withNamespaced(false)
                .build();

        @Override
        public String name() {
            return "Gateway API";
        }

        @Override
        public Answer look() {
            if (!host.serves(GROUP + "/v1", "gateways")) {
                return Answer.ok("not there; gatewayClassName has no effect on this host");
            }
            List<String> classes = host.client().genericKubernetesResources(CLASSES).list().getItems().stream()
                    .map(found -> found.getMetadata().getName())
                    .sorted()
                    .toList();
            return judged(
                    classes, host.serves(GROUP + "/v1", "tcproutes") || host.serves(GROUP + "/v1alpha2", "tcproutes"));
        }

        static Answer judged(List<String> classes, boolean tcpRoutes) {
            String seen = classes.isEmpty() ? "no GatewayClass" : "GatewayClasses " + String.join(", ", classes);
            if (!tcpRoutes) {
                return Answer.warning(
                        seen + "; TCPRoute is not served, so gatewayClassName has no effect",
                        "install the Gateway API 1.6 or newer, or leave gatewayClassName out");
            }
            return classes.isEmpty()
                    ? Answer.warning(
                            seen + ", so gatewayClassName has no effect",
                            "install a Gateway implementation, or leave gatewayClassName out")
                    : Answer.ok(seen + "; TCPRoute is served");
        }
    }

    /** Whether the host gives addresses to Services of type LoadBalancer, as far as those that are there tell. */
    record LoadBalancer(Host host) implements Check {

        @Override
        public String name() {
            return "load balancer";
        }

        @Override
        public Answer look() {
            return judged(host.client().services().inAnyNamespace().list().getItems());
        }

        static Answer judged(List<Service> services) {
            List<Service> balanced = services.stream()
                    .filter(service -> "LoadBalancer".equals(service.getSpec().getType()))
                    .toList();
            Optional<Service> withAddress = balanced.stream()
                    .filter(service -> addresses(service).findAny().isPresent())
                    .findFirst();
            if (withAddress.isPresent()) {
                return Answer.ok("Service %s has %s"
                        .formatted(
                                name(withAddress.get()),
                                addresses(withAddress.get()).findFirst().orElseThrow()));
            }
            return balanced.isEmpty()
                    ? Answer.ok("not known: the host has no Service of type LoadBalancer to learn from")
                    : Answer.warning(
                            "Service %s has no address".formatted(name(balanced.get(0))),
                            "install a load balancer for Services (K3s has one, MetalLB is another), or rely on node ports");
        }

        private static Stream<String> addresses(Service service) {
            boolean none = service.getStatus() == null || service.getStatus().getLoadBalancer() == null;
            List<LoadBalancerIngress> ingress =
                    none ? List.of() : service.getStatus().getLoadBalancer().getIngress();
            return ingress.stream().map(LoadBalancer::address).flatMap(Stream::ofNullable);
        }

        private static @Nullable String address(LoadBalancerIngress ingress) {
            return ingress.getIp() == null ? ingress.getHostname() : ingress.getIp();
        }

        private static String name(Service service) {
            return service.getMetadata().getNamespace() + "/"
                    + service.getMetadata().getName();
        }
    }

    /** Whether the nodes' addresses, at which node ports are, can be reached from here. */
    record NodePorts(Host host) implements Check {

        private static final Set<String> TYPES = Set.of("ExternalIP", "InternalIP");

        /** Where kubelet listens. Whether it does is of no interest: a refusal comes from the node as well. */
        private static final int KUBELET = 10250;

        private static final int TIMEOUT_MILLIS = 2_000;
        private static final int AT_MOST = 6;

        @Override
        public String name() {
            return "node ports";
        }

        @Override
        public Answer look() {
            Optional<String> published = host.clientLocation().nodePortAddress();
            if (published.isPresent()) {
                return Answer.ok("published at " + published.get());
            }
            List<String> addresses = host.nodes().stream()
                    .flatMap(node -> node.getStatus().getAddresses().stream())
                    .filter(address -> TYPES.contains(address.getType()))
                    .map(NodeAddress::getAddress)
                    .distinct()
                    .limit(AT_MOST)
                    .toList();
            List<Boolean> reached = Async.all(addresses.stream()
                    .<Supplier<Boolean>>map(address -> () -> answers(address, KUBELET))
                    .toList());
            return judged(addresses, reached);
        }

        static Answer judged(List<String> addresses, List<Boolean> reached) {
            String all = String.join(", ", addresses);
            if (addresses.isEmpty()) {
                return Answer.warning(
                        "no node has an ExternalIP or InternalIP",
                        "use a host whose nodes have addresses, or one with a load balancer");
            }
            return reached.contains(true)
                    ? Answer.ok("nodes are reached at " + addresses.get(reached.indexOf(true)))
                    : Answer.warning(
                            "no answer from here at " + all,
                            "run the tests where the nodes can be reached (VPN, or within the host), open the node ports"
                                    + " (30000-32767) in between, or use a load balancer");
        }

        static boolean answers(String address, int port) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, port), TIMEOUT_MILLIS);
                return true;
            } catch (NoRouteToHostException e) {
                return false;
            } catch (ConnectException e) {
                return String.valueOf(e.getMessage()).contains("refused");
            } catch (IOException e) {
                return false;
            }
        }
    }

    /** Which cgroups the nodes have, as their kubelets say (Kubernetes 1.31 and later, permission {@code get nodes/proxy}). */
    record Cgroups(Host host) implements Check {

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
}
