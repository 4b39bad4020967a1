package io.ksail.spec.yaml;

import io.ksail.internal.DistributionDescriptor;
import io.ksail.spec.ClusterName;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.KsailConfig;
import io.ksail.spec.yaml.FieldType.ChoiceType;
import io.ksail.spec.yaml.FieldType.DurationType;
import io.ksail.spec.yaml.FieldType.IntegerType;
import io.ksail.spec.yaml.FieldType.TextType;
import io.ksail.spec.yaml.SchemaElement.Elsewhere;
import io.ksail.spec.yaml.SchemaElement.Field;
import io.ksail.spec.yaml.SchemaElement.Origin;
import io.ksail.spec.yaml.SchemaElement.Section;
import io.ksail.spec.yaml.SchemaElement.Unserved;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The table of all fields of {@code ksail.yaml}, and here those that every provider has. The names are those of KSail's
 * public reference, "Declarative Configuration".
 */
final class ClusterFields {

    static final String API_VERSION = "ksail.io/v1alpha1";
    static final String KIND = "Cluster";
    static final String PROVIDER = "Kubernetes";

    private static final String NO_EFFECT = "remove it; install such things into the cluster from the test";

    /** The whole file. */
    static final Section ROOT = new Section(
            "",
            Origin.KSAIL,
            "A nested Kubernetes cluster.",
            List.of(
                    Field.ksail(
                                    "apiVersion",
                                    "The version of this format.",
                                    ChoiceType.only("version of ksail.yaml", API_VERSION),
                                    (draft, value) -> {},
                                    config -> Optional.of(API_VERSION))
                            .mandatory(),
                    Field.ksail(
                                    "kind",
                                    "What the file describes.",
                                    ChoiceType.only("kind of ksail.yaml", KIND),
                                    (draft, value) -> {},
                                    config -> Optional.of(KIND))
                            .mandatory(),
                    metadata(),
                    new Section(
                            "spec",
                            Origin.KSAIL,
                            "What is wanted.",
                            List.of(
                                    cluster(),
                                    new Section("provider", Origin.KSAIL, "Settings of the provider.", providers()),
                                    new Elsewhere("editor", "KSail's editor command; says nothing about the cluster."),
                                    new Elsewhere(
                                            "workload",
                                            "What KSail's workload commands read; says nothing about the cluster."),
                                    new Elsewhere(
                                            "chat",
                                            "What KSail's chat command reads; says nothing about the cluster.")))));

    private ClusterFields() {}

    private static Section metadata() {
        return new Section(
                "metadata",
                Origin.KSAIL,
                "What the cluster is called.",
                List.of(
                        Field.ksail(
                                "name",
                                "The cluster's name: a DNS label of at most %d characters. A test may leave it out and gets a name of its own."
                                        .formatted(ClusterName.MAX_LENGTH),
                                TextType.any("a name, such as demo"),
                                (draft, value) -> draft.name(new ClusterName(value)),
                                config -> Optional.of(config.cluster().name().value())),
                        new Elsewhere("labels", "Labels of the file's object, which has none here; ignored."),
                        new Elsewhere(
                                "annotations", "Annotations of the file's object, which has none here; ignored.")));
    }

    private static Section cluster() {
        List<SchemaElement> members = new ArrayList<>(List.of(
                Field.ksail(
                                "distribution",
                                "Which Kubernetes the cluster runs.",
                                ChoiceType.of("distribution", DistributionDescriptor.names(), Function.identity())
                                        .butNot("KSail has it on this provider, but it is not served here", "KWOK")
                                        .butNot(
                                                "KSail has it, but not for the provider Kubernetes",
                                                "EKS",
                                                "GKE",
                                                "AKS")
                                        .butNot("it is called Vanilla here", "Kind", "kind")
                                        .butNot("it is called K3s here", "K3d", "k3d"),
                                ConfigDraft::distribution,
                                config -> Optional.of(config.cluster().distribution()))
                        .defaulting(ConfigDraft.DEFAULT_DISTRIBUTION),
                Field.ksail(
                        "distributionConfig",
                        "The distribution's own configuration, which is always read from the place that KSail gives it.",
                        TextType.emptyIsDefault("a path, such as kind.yaml"),
                        ConfigDraft::distributionConfig,
                        config -> Optional.empty()),
                Field.ksail(
                                "provider",
                                "Where the cluster runs: as pods on a host cluster.",
                                ChoiceType.only("provider", PROVIDER)
                                        .butNot(
                                                "only the provider Kubernetes is served here",
                                                "Docker",
                                                "Hetzner",
                                                "Omni",
                                                "AWS",
                                                "GCP",
                                                "Azure"),
                                (draft, value) -> {},
                                config -> Optional.of(PROVIDER))
                        .mandatory(),
                Field.ksail(
                                "controlPlanes",
                                "How many nodes run the control plane.",
                                new IntegerType(1, ClusterSpec.MAX_CONTROL_PLANES),
                                (draft, value) -> draft.cluster().controlPlanes(value),
                                config -> Optional.of(config.cluster().controlPlanes()))
                        .defaulting(1),
                Field.ksail(
                                "workers",
                                "How many nodes the cluster has besides those of its control plane.",
                                new IntegerType(0, ClusterSpec.MAX_WORKERS),
                                (draft, value) -> draft.cluster().workers(value),
                                config -> Optional.of(config.cluster().workers()))
                        .defaulting(0),
                Field.ksail(
                        "kubernetesVersion",
                        "The Kubernetes version; what spec.provider.kubernetes.kubernetesVersion says as well.",
                        TextType.version("1.36 or 1.36.4"),
                        ConfigDraft::kubernetesVersion,
                        config -> Optional.empty()),
                connection()));
        for (String name : List.of("cni", "csi", "cdi", "metricsServer", "loadBalancer")) {
            members.add(new Unserved(name, NO_EFFECT, List.of("Default")));
        }
        for (String name : List.of("certManager", "nodeAutoscaling", "imageVerification")) {
            members.add(new Unserved(name, NO_EFFECT, List.of("Disabled")));
        }
        for (String name : List.of("policyEngine", "gitOpsEngine")) {
            members.add(new Unserved(name, NO_EFFECT, List.of("None")));
        }
        for (String name : List.of("localRegistry", "sops", "autoscaler", "importImages")) {
            members.add(new Unserved(name, NO_EFFECT));
        }
        members.add(
                new Unserved(
                        "oidc",
                        "remove it; K3s takes such arguments in spec.provider.kubernetes.serverArguments, Vanilla in kind.yaml"));
        members.add(new Unserved("eks", "remove it; only the provider Kubernetes is served here"));
        members.add(new Unserved("vanilla", "remove it; mirrors are in spec.provider.kubernetes.registryMirrors"));
        members.add(new Unserved("talos", "remove it; use spec.cluster.controlPlanes and spec.cluster.workers"));
        return new Section("cluster", Origin.KSAIL, "The cluster, whatever it runs on.", List.copyOf(members));
    }

    private static Section connection() {
        return new Section(
                "connection",
                Origin.KSAIL,
                "The way into the nested cluster, once it is there.",
                List.of(
                        Field.ksail(
                                        "kubeconfig",
                                        "The file that the nested cluster's kubeconfig is merged into. Relative to this file.",
                                        TextType.emptyIsDefault("a path, such as ~/.kube/config"),
                                        ConfigDraft::kubeconfig,
                                        config -> config.kubeconfig().map(Object::toString))
                                .defaulting("~/.kube/config"),
                        Field.ksail(
                                "context",
                                "The context's name in that file; default the distribution's own form, such as k3k-demo.",
                                TextType.emptyIsDefault("a context's name"),
                                ConfigDraft::context,
                                KsailConfig::context),
                        Field.ksail(
                                        "timeout",
                                        "How long the cluster may take to become ready before creation fails.",
                                        new DurationType(),
                                        (draft, value) -> draft.cluster().readyTimeout(value),
                                        config -> Optional.of(config.cluster().readyTimeout()))
                                .defaulting("3m")));
    }

    private static List<SchemaElement> providers() {
        List<SchemaElement> members = new ArrayList<>();
        members.add(KubernetesFields.SECTION);
        for (String other : List.of("docker", "hetzner", "omni", "aws", "gcp", "azure")) {
            members.add(new Unserved(other, "remove it; only the provider Kubernetes is served here"));
        }
        return List.copyOf(members);
    }
}
