package io.ksail.internal.distribution.k3s;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.internal.ConfirmedCreation;
import io.ksail.internal.Redaction;
import io.ksail.internal.Versions;
import io.ksail.internal.distribution.Distribution;
import io.ksail.internal.distribution.Nodes;
import io.ksail.internal.distribution.StartRequest;
import io.ksail.internal.host.RequiredPermissions;
import io.ksail.internal.namespace.ResourceRef;
import io.ksail.spec.ClusterName;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.DistributionType;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.KubernetesVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** K3s: each node, of the control plane or not, is one privileged pod. */
public final class K3sDistribution implements Distribution {

    static final KubernetesVersion DEFAULT_VERSION = new KubernetesVersion(Versions.KUBERNETES);

    /** What means itself to every shell. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=,@%+-]+");

    static final String REPOSITORY = "rancher/k3s";
    static final int API_PORT = 6443;

    /** On what an operator makes, or is. */
    static final String OPERATOR = "ksail.io/operator";

    /** Made by {@link java.util.ServiceLoader}. */
    public K3sDistribution() {}

    @Override
    public String name() {
        return DistributionType.K3S;
    }

    @Override
    public String namespacePrefix() {
        return "k3k-";
    }

    @Override
    public boolean hasOperator() {
        return true;
    }

    @Override
    public boolean takesServerArguments() {
        return true;
    }

    @Override
    public boolean canBeWithoutNodes() {
        return true;
    }

    @Override
    public boolean needsPrivilegedPods(ClusterSpec spec) {
        return !spec.withoutNodes();
    }

    @Override
    public int expectedNodes(ClusterSpec spec) {
        return spec.withoutNodes() ? 0 : Distribution.super.expectedNodes(spec);
    }

    @Override
    public int apiPort() {
        return API_PORT;
    }

    @Override
    public Map<String, String> apiSelector(ClusterName name) {
        return podLabels(name, "server");
    }

    /** How k3k labels the pods of a cluster, by what they are: {@code server} or {@code agent}. */
    static Map<String, String> podLabels(ClusterName name, String role) {
        return Map.of("cluster", name.value(), "role", role);
    }

    @Override
    public String context(ClusterName name) {
        return "k3k-" + name;
    }

    @Override
    public String nodeImage(ClusterSpec spec) {
        return spec.nodeImage().orElseGet(() -> {
            KubernetesVersion version = spec.kubernetesVersion().orElse(DEFAULT_VERSION);
            return REPOSITORY + ":" + version.tag() + (version.hasSuffix() ? "" : "-k3s1");
        });
    }

    /** The one that its nodes run, which the host has to have anyway. */
    @Override
    public String toolImage(ClusterSpec spec) {
        return nodeImage(spec);
    }

    @Override
    public ClusterSpec resolve(ClusterSpec spec) {
        if (spec.operator() && spec.nodeImage().isPresent()) {
            throw new InvalidSpecException(
                    "The operator k3k can't run the image %s"
                            .formatted(spec.nodeImage().get()),
                    "it takes the image that its own chart names, in the version that is asked for",
                    "leave nodeImage or operator out");
        }
        if (spec.operator()) {
            spec.serverArguments().forEach(K3sDistribution::requirePlain);
        }
        if (spec.persistence().enabled() && spec.controlPlanes() > 1 && !spec.operator()) {
            throw new InvalidSpecException(
                    "The K3s cluster '%s' can't keep %d control planes on volumes"
                            .formatted(spec.name(), spec.controlPlanes()),
                    "a server that comes back as a new pod has another address than the one that its etcd is known by, and"
                            + " K3s does not take it back with its data",
                    "leave persistence out: one of several servers that is lost joins the others again; or have one control"
                            + " plane, or use Vanilla");
        }
        return spec;
    }

    private static void requirePlain(String argument) {
        if (!PLAIN.matcher(argument).matches()) {
            throw new InvalidSpecException(
                    "The operator k3k can't hand on the server argument '%s'".formatted(Redaction.quoted(argument)),
                    "it puts it into a shell script, where blanks, quotes and characters such as $ < * ; mean something else",
                    "use letters, digits and - _ . , : / = @ % + only, or leave operator out");
        }
    }

    @Override
    public Map<String, String> labels(ClusterSpec spec) {
        Map<String, String> labels = new LinkedHashMap<>(Distribution.super.labels(spec));
        labels.putAll(spec.operator() ? K3kOperator.OURS : Map.of());
        return labels;
    }

    @Override
    public RequiredPermissions permissions(ClusterSpec spec, String hostVersion) {
        return spec.operator() ? K3kOperator.permissions(spec) : Distribution.super.permissions(spec, hostVersion);
    }

    @Override
    public void requireOn(KubernetesClient host, ClusterSpec spec) {
        if (spec.operator()) {
            new K3kOperator(host).require(spec);
        }
    }

    @Override
    public List<ResourceRef> preDelete(ClusterSpec spec) {
        return spec.operator() ? List.of(K3kCluster.guarded(spec)) : List.of();
    }

    /** Its finalizer needs the operator, which may go as soon as no cluster is left. */
    @Override
    public void beforeDeletion(KubernetesClient host, Namespace namespace) {
        Map<String, String> labels = namespace.getMetadata().getLabels();
        Map<String, String> annotations =
                Optional.ofNullable(namespace.getMetadata().getAnnotations()).orElseGet(Map::of);
        boolean madeByOthers = !annotations.containsKey("ksail.io/created-by");
        if (labels.containsKey(OPERATOR) || madeByOthers) {
            host.genericKubernetesResources(K3kCluster.TYPE)
                    .inNamespace(namespace.getMetadata().getName())
                    .withName(labels.get("ksail.io/cluster"))
                    .delete();
        }
    }

    /** Of several servers the others are started when the first is ready; and who has made what an operator makes is not known. */
    @Override
    public boolean startsByItself(ClusterSpec spec) {
        return spec.controlPlanes() == 1 && !spec.operator();
    }

    @Override
    public Nodes start(StartRequest request) {
        return request.spec().operator() ? startByOperator(request) : startByOurselves(request);
    }

    private Nodes startByOperator(StartRequest request) {
        KubernetesClient host = request.host();
        new K3kOperator(host).ensure(request, toolImage(request.spec()));
        if (!request.spec().mirrors().isEmpty()) {
            ConfirmedCreation.create(host, manifests(request).secret());
        }
        String image = nodeImage(request.spec());
        ConfirmedCreation.create(host, new K3kCluster(request, image.substring(image.lastIndexOf(':') + 1)).object());
        return new K3kNodes(request);
    }

    private K3sManifests manifests(StartRequest request) {
        return new K3sManifests(
                request, nodeImage(request.spec()), apiSelector(request.spec().name()));
    }

    private Nodes startByOurselves(StartRequest request) {
        K3sManifests manifests = manifests(request);
        KubernetesClient host = request.host();
        ConfirmedCreation.create(host, manifests.serviceAccount());
        ConfirmedCreation.create(host, manifests.secret());
        Optional<Runnable> joining = startServers(manifests, host, request.spec());
        if (request.spec().workers() > 0) {
            ConfirmedCreation.create(host, manifests.agents(apiAddressOnHost(request)));
        }
        return nodes(
                request,
                new K3sNodes(
                        host,
                        request.namespace(),
                        manifests.firstServerPodName(),
                        manifests.otherPodNames(),
                        joining,
                        manifests.lone()));
    }

    @Override
    public Nodes running(StartRequest request) {
        if (request.spec().operator()) {
            return new K3kNodes(request);
        }
        K3sManifests manifests = manifests(request);
        return nodes(
                request,
                new K3sNodes(
                        request.host(),
                        request.namespace(),
                        manifests.firstServerPodName(),
                        manifests.otherPodNames(),
                        Optional.empty(),
                        manifests.lone()));
    }

    private static Nodes nodes(StartRequest request, K3sNodes nodes) {
        ClusterSpec spec = request.spec();
        return spec.withoutNodes() ? new ControlPlane(spec.name(), nodes) : nodes;
    }

    /** Gives what is left to do once the first server is ready: K3s ends where it finds none to join. */
    private static Optional<Runnable> startServers(K3sManifests manifests, KubernetesClient host, ClusterSpec spec) {
        if (spec.controlPlanes() == 1) {
            ConfirmedCreation.create(host, manifests.onlyServer());
            return Optional.empty();
        }
        String address = addressOf(ConfirmedCreation.create(host, manifests.firstServerService()));
        String others = addressOf(ConfirmedCreation.create(host, manifests.joiningServersService()));
        ConfirmedCreation.create(host, manifests.firstServer(address, others));
        return Optional.of(() -> ConfirmedCreation.create(host, manifests.joiningServers(address, others)));
    }

    /** The Service's own address, which needs no DNS of the host, and is in the certificate like every other one. */
    private static String apiAddressOnHost(StartRequest request) {
        return addressOf(request.host()
                .services()
                .inNamespace(request.namespace())
                .withName(request.namespace())
                .get());
    }

    private static String addressOf(Service service) {
        String address = service.getSpec().getClusterIP();
        return address.contains(":") ? "[" + address + "]" : address;
    }
}
