package io.ksail.spec.yaml;

import io.ksail.spec.ClusterNetworks;
import io.ksail.spec.ComputeResource;
import io.ksail.spec.ExposureType;
import io.ksail.spec.KsailConfig;
import io.ksail.spec.NodeResources;
import io.ksail.spec.Persistence;
import io.ksail.spec.Readiness;
import io.ksail.spec.RegistryMirrors;
import io.ksail.spec.ResourceQuantity;
import io.ksail.spec.yaml.FieldType.BooleanType;
import io.ksail.spec.yaml.FieldType.ChoiceType;
import io.ksail.spec.yaml.FieldType.DurationType;
import io.ksail.spec.yaml.FieldType.MirrorsType;
import io.ksail.spec.yaml.FieldType.StringListType;
import io.ksail.spec.yaml.FieldType.TextType;
import io.ksail.spec.yaml.SchemaElement.Field;
import io.ksail.spec.yaml.SchemaElement.Origin;
import io.ksail.spec.yaml.SchemaElement.Section;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** The fields of {@code spec.provider.kubernetes}: KSail's, from its page "Kubernetes Provider", and then ours. */
final class KubernetesFields {

    /** The whole section. */
    static final Section SECTION = new Section(
            "kubernetes",
            Origin.KSAIL,
            "The host cluster, and what the nested one asks of it.",
            List.of(
                    Field.ksail(
                                    "kubeconfig",
                                    "The host's kubeconfig file. Relative to this file. KSAIL_HOST_KUBECONFIG beats it.",
                                    TextType.emptyIsDefault("a path, such as ~/.kube/config"),
                                    ConfigDraft::hostKubeconfig,
                                    config -> config.hostKubeconfig().map(Object::toString))
                            .defaulting("~/.kube/config"),
                    Field.ksail(
                                    "kubeconfigEnvVar",
                                    "The environment variable with the path of the host's kubeconfig; it beats the field kubeconfig when it is set.",
                                    TextType.emptyIsDefault(ConfigDraft.VARIABLE),
                                    ConfigDraft::hostKubeconfigVariable,
                                    config -> Optional.empty())
                            .defaulting("KSAIL_HOST_KUBECONFIG"),
                    Field.ksail(
                            "context",
                            "The context in the host's kubeconfig; default its current one. KSAIL_HOST_CONTEXT beats it.",
                            TextType.emptyIsDefault("a context's name"),
                            ConfigDraft::hostContext,
                            KsailConfig::hostContext),
                    Field.ksail(
                                    "contextEnvVar",
                                    "The environment variable with the context in the host's kubeconfig; it beats the field context when it is set.",
                                    TextType.emptyIsDefault(ConfigDraft.VARIABLE),
                                    ConfigDraft::hostContextVariable,
                                    config -> Optional.empty())
                            .defaulting("KSAIL_HOST_CONTEXT"),
                    Field.ksail(
                                    "gatewayClassName",
                                    "The host's GatewayClass that exposes the nested API server; empty means no Gateway.",
                                    TextType.emptyIsDefault("a GatewayClass's name"),
                                    (draft, value) -> draft.cluster().gatewayClassName(value),
                                    config -> config.cluster().gatewayClassName())
                            .defaulting(""),
                    Field.ksail(
                                    "podCidr",
                                    "The addresses that pods get, or one range of each IP family separated by a comma. Must not overlap the host's.",
                                    TextType.of("a CIDR, such as " + ClusterNetworks.DEFAULT_POD_CIDR),
                                    (draft, value) -> draft.cluster().podCidr(value),
                                    config -> config.cluster()
                                            .networks()
                                            .podCidr()
                                            .map(Object::toString))
                            .defaulting(ClusterNetworks.DEFAULT_POD_CIDR),
                    Field.ksail(
                                    "serviceCidr",
                                    "The addresses that Services get, or one range of each IP family separated by a comma. Must not overlap the host's.",
                                    TextType.of("a CIDR, such as " + ClusterNetworks.DEFAULT_SERVICE_CIDR),
                                    (draft, value) -> draft.cluster().serviceCidr(value),
                                    config -> config.cluster()
                                            .networks()
                                            .serviceCidr()
                                            .map(Object::toString))
                            .defaulting(ClusterNetworks.DEFAULT_SERVICE_CIDR),
                    persistence(),
                    Field.ours(
                            "kubernetesVersion",
                            "The Kubernetes version, such as 1.36 for its newest known patch, or 1.36.4; default the one the distribution is tested with.",
                            TextType.version("1.36 or 1.36.4"),
                            ConfigDraft::kubernetesVersion,
                            config -> config.cluster().kubernetesVersion().map(Object::toString)),
                    Field.ours(
                            "nodeImage",
                            "The image that nodes run instead of the distribution's own.",
                            TextType.of("an image, such as rancher/k3s:v1.36.4-k3s1"),
                            (draft, value) -> draft.cluster().nodeImage(value),
                            config -> config.cluster().nodeImage()),
                    Field.ours(
                                    "readiness",
                                    "How far the cluster must have come before it is handed over: its API answers, pods are accepted, or its system pods run.",
                                    ChoiceType.of("readiness", List.of(Readiness.values()), Readiness::yamlName),
                                    (draft, value) -> draft.cluster().readiness(value),
                                    config -> Optional.of(config.cluster().readiness()))
                            .defaulting(Readiness.USABLE.yamlName()),
                    Field.ours(
                            "exposure",
                            "The one way to expose the API server that may be used; default the best that works.",
                            ChoiceType.of("exposure", List.of(ExposureType.values()), ExposureType::yamlName),
                            (draft, value) -> draft.cluster().exposure(value),
                            config -> config.cluster().exposure()),
                    Field.ours(
                                    "lease",
                                    "How long the host keeps the cluster after its maker has fallen silent.",
                                    new DurationType(),
                                    (draft, value) -> draft.cluster().lease(value),
                                    config -> Optional.of(config.cluster().lease()))
                            .defaulting("10m"),
                    Field.ours(
                            "requestedBy",
                            "What the cluster is for, in a few words; kept on its namespace.",
                            TextType.any("a few words"),
                            (draft, value) -> draft.cluster().requestedBy(value),
                            config -> config.cluster().requestedBy()),
                    chart(),
                    Field.ours(
                            "imageRegistry",
                            "The registry, and a path in it, that the images of a chart are pulled from; default where their vendors have them.",
                            TextType.of("a registry, such as registry.example.com/mirror"),
                            (draft, value) -> draft.cluster().imageRegistry(value),
                            config -> config.cluster().imageRegistry()),
                    Field.ours(
                                    "operator",
                                    "Whether K3s is made by its operator k3k instead of by ourselves.",
                                    new BooleanType(),
                                    (draft, value) -> draft.cluster().operator(value),
                                    config -> Optional.of(config.cluster().operator())
                                            .filter(given -> given))
                            .defaulting(false),
                    Field.ours(
                                    "installOperator",
                                    "Whether the operator, which the whole host shares, may be installed if it is not there.",
                                    new BooleanType(),
                                    (draft, value) -> draft.cluster().installOperator(value),
                                    config -> Optional.of(config.cluster().installOperator())
                                            .filter(given -> given))
                            .defaulting(false),
                    Field.ours(
                                    "withoutNodes",
                                    "Whether the cluster is a control plane alone, in which no pod runs.",
                                    new BooleanType(),
                                    (draft, value) -> draft.cluster().withoutNodes(value),
                                    config -> Optional.of(config.cluster().withoutNodes())
                                            .filter(given -> given))
                            .defaulting(false),
                    Field.ours(
                            "serverArguments",
                            "What k3s server is told besides, such as --kube-apiserver-arg=v=2.",
                            new StringListType("--kube-apiserver-arg=v=2"),
                            (draft, value) -> draft.cluster().serverArguments(value),
                            config -> Optional.of(config.cluster().serverArguments())
                                    .filter(arguments -> !arguments.isEmpty())),
                    new Section(
                            "resources",
                            Origin.OURS,
                            "What each node's pod asks of the host, as in the Kubernetes API.",
                            List.of(
                                    amounts(
                                            "requests",
                                            "What the host keeps for each node.",
                                            (resource, quantity) ->
                                                    resources -> resources.withRequest(resource, quantity),
                                            (resource, resources) -> resources.request(resource)),
                                    amounts(
                                            "limits",
                                            "What each node may not exceed.",
                                            (resource, quantity) ->
                                                    resources -> resources.withLimit(resource, quantity),
                                            (resource, resources) -> resources.limit(resource)))),
                    Field.ours(
                            "registryMirrors",
                            "Where nodes pull images from: a mirror's URL by registry. Default what %s says."
                                    .formatted(RegistryMirrors.ENVIRONMENT_VARIABLE),
                            new MirrorsType(),
                            (draft, value) -> draft.cluster().mirrors(value),
                            config -> Optional.of(config.cluster().mirrors()))));

    private KubernetesFields() {}

    private static Section persistence() {
        return new Section(
                "persistence",
                Origin.KSAIL,
                "Whether the cluster's state outlives its pods.",
                List.of(
                        Field.ksail(
                                        "enabled",
                                        "Whether the state is kept in a PersistentVolumeClaim.",
                                        new BooleanType(),
                                        (draft, value) -> draft.persistence(kept -> kept.withEnabled(value)),
                                        config -> Optional.of(
                                                config.cluster().persistence().enabled()))
                                .defaulting(false),
                        Field.ksail(
                                        "storageClassName",
                                        "The claim's StorageClass; empty means the host's default class.",
                                        TextType.emptyIsDefault("a StorageClass's name"),
                                        (draft, value) -> draft.persistence(kept -> kept.withStorageClassName(value)),
                                        config -> config.cluster().persistence().storageClassName())
                                .defaulting(""),
                        Field.ksail(
                                        "size",
                                        "The claim's size.",
                                        TextType.quantity(Persistence.DEFAULT_SIZE),
                                        (draft, value) ->
                                                draft.persistence(kept -> kept.withSize(new ResourceQuantity(value))),
                                        config -> Optional.of(config.cluster()
                                                .persistence()
                                                .size()
                                                .value()))
                                .defaulting(Persistence.DEFAULT_SIZE)));
    }

    private static Section chart() {
        return new Section(
                "chart",
                Origin.OURS,
                "Where the chart of a distribution comes from that Helm installs (VCluster, or K3s by its operator).",
                List.of(
                        Field.ours(
                                "name",
                                "A chart's name in the repository, a directory or .tgz (relative to this file), or a URL; default the vendor's chart.",
                                TextType.of("a chart, such as ./charts/vcluster"),
                                ConfigDraft::chartName,
                                config -> config.cluster().chart().name()),
                        Field.ours(
                                "repository",
                                "The URL of the chart repository; default the vendor's.",
                                TextType.of("a URL, such as https://charts.example.com"),
                                (draft, value) -> draft.chart(chart -> chart.withRepository(value)),
                                config -> config.cluster().chart().repository()),
                        Field.ours(
                                "version",
                                "The chart's version; default the one the distribution is tested with.",
                                TextType.of("a version, such as 0.37.1"),
                                (draft, value) -> draft.chart(chart -> chart.withVersion(value)),
                                config -> config.cluster().chart().version())));
    }

    private static Section amounts(
            String name,
            String description,
            BiFunction<ComputeResource, ResourceQuantity, UnaryOperator<NodeResources>> set,
            BiFunction<ComputeResource, NodeResources, Optional<ResourceQuantity>> get) {
        List<SchemaElement> fields = Arrays.stream(ComputeResource.values())
                .<SchemaElement>map(resource -> Field.ours(
                        resource.yamlName(),
                        resource.description(),
                        TextType.quantity(resource.example()),
                        (draft, value) -> draft.resources(set.apply(resource, new ResourceQuantity(value))),
                        config -> get.apply(resource, config.cluster().resources())
                                .map(ResourceQuantity::value)))
                .toList();
        return new Section(name, Origin.OURS, description, fields);
    }
}
