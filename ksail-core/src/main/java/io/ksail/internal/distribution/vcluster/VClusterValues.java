package io.ksail.internal.distribution.vcluster;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.KsailException;
import io.ksail.chart.ChartRelease;
import io.ksail.internal.OwnDirectory;
import io.ksail.internal.distribution.StartRequest;
import io.ksail.internal.yaml.KubernetesYaml;
import io.ksail.internal.yaml.YamlMistake;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ComputeResource;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.Persistence;
import io.ksail.spec.ResourceQuantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What the chart is told: ours, then the user's {@code vcluster.yaml}, then what would be lost by that, as Helm replaces
 * lists. Files, which go when it is closed.
 */
final class VClusterValues implements AutoCloseable {

    static final String CONFIG = "vcluster.yaml";

    private final OwnDirectory directory;
    private final List<Path> files;

    private VClusterValues(OwnDirectory directory, List<Path> files) {
        this.directory = directory;
        this.files = files;
    }

    static VClusterValues written(StartRequest request) {
        try {
            OwnDirectory directory = OwnDirectory.create("vcluster");
            List<Path> files = List.of(
                    Files.writeString(directory.file("ours.yaml"), Serialization.asYaml(ours(request))),
                    Files.writeString(
                            directory.file(CONFIG),
                            request.spec().configFiles().text(CONFIG).orElse("")),
                    Files.writeString(directory.file("last.yaml"), Serialization.asYaml(last(request))));
            return new VClusterValues(directory, files);
        } catch (IOException e) {
            throw new KsailException(
                    "The values of VCluster '%s' can't be written"
                            .formatted(request.spec().name()),
                    String.valueOf(e),
                    "make room in the directory for temporary files",
                    e);
        }
    }

    ChartRelease of(ChartRelease release) {
        ChartRelease with = release;
        for (Path file : files) {
            with = with.withValues(file);
        }
        return with;
    }

    /** Refuses a user's file that is no map, before anything is made. */
    static void require(ClusterSpec spec) {
        users(spec);
    }

    /** Whether pods start at all: without a cluster DNS none is taken to the host. */
    static boolean hasClusterDns(ClusterSpec spec) {
        return !Boolean.FALSE.equals(at(users(spec), "controlPlane", "coredns", "enabled"));
    }

    static Map<String, Object> ours(StartRequest request) {
        ClusterSpec spec = request.spec();
        Map<String, Object> statefulSet = new LinkedHashMap<>();
        statefulSet.put("image", VClusterImage.of(spec).values());
        statefulSet.put("labels", request.labels());
        statefulSet.put("pods", Map.of("labels", request.labels()));
        statefulSet.put("persistence", Map.of("volumeClaim", volumeClaim(spec.persistence())));
        Map<String, Object> resources = resources(spec);
        if (!resources.isEmpty()) {
            statefulSet.put("resources", resources);
        }
        Map<String, Object> controlPlane = new LinkedHashMap<>();
        controlPlane.put("statefulSet", statefulSet);
        spec.kubernetesVersion()
                .ifPresent(version -> controlPlane.put(
                        "distro", Map.of("k8s", Map.of("enabled", true, "image", Map.of("tag", version.tag())))));
        spec.imageRegistry()
                .ifPresent(registry -> controlPlane.put("advanced", Map.of("defaultImageRegistry", registry)));
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("controlPlane", controlPlane);
        values.put("telemetry", Map.of("enabled", false));
        return values;
    }

    /** With no claim the state is in the pod, and no StorageClass is needed. */
    private static Map<String, Object> volumeClaim(Persistence persistence) {
        Map<String, Object> claim = new LinkedHashMap<>();
        claim.put("enabled", persistence.enabled());
        if (persistence.enabled()) {
            claim.put("size", persistence.size().value());
            claim.put("retentionPolicy", "Delete");
            persistence.storageClassName().ifPresent(name -> claim.put("storageClass", name));
        }
        return claim;
    }

    private static Map<String, Object> resources(ClusterSpec spec) {
        Map<String, Object> resources = new LinkedHashMap<>();
        putQuantities(resources, "requests", spec.resources().requests());
        putQuantities(resources, "limits", spec.resources().limits());
        return resources;
    }

    private static void putQuantities(
            Map<String, Object> resources, String key, Map<ComputeResource, ResourceQuantity> wanted) {
        if (!wanted.isEmpty()) {
            Map<String, String> quantities = new LinkedHashMap<>();
            wanted.forEach((resource, quantity) -> quantities.put(resource.yamlName(), quantity.value()));
            resources.put(key, quantities);
        }
    }

    /** The names that the user gives the API stay, and so do those by which we reach it. */
    static Map<String, Object> last(StartRequest request) {
        Set<String> names = new LinkedHashSet<>(request.sans());
        if (at(users(request.spec()), "controlPlane", "proxy", "extraSANs") instanceof Collection<?> given) {
            given.forEach(name -> names.add(String.valueOf(name)));
        }
        return Map.of("controlPlane", Map.of("proxy", Map.of("extraSANs", List.copyOf(names))));
    }

    private static Object at(Map<?, ?> values, String... path) {
        Object found = values;
        for (String key : path) {
            found = found instanceof Map<?, ?> map
                    ? Optional.<Object>ofNullable(map.get(key)).orElse("")
                    : "";
        }
        return found;
    }

    private static Map<?, ?> users(ClusterSpec spec) {
        List<Object> documents;
        try {
            documents = KubernetesYaml.documents(spec.configFiles().text(CONFIG).orElse("")).stream()
                    .filter(Objects::nonNull)
                    .toList();
        } catch (YamlMistake e) {
            throw unusable(e.seen(), e.remedy());
        }
        if (documents.size() > 1) {
            throw unusable("it has %d documents".formatted(documents.size()), "leave one of them");
        }
        Object values = documents.isEmpty() ? Map.of() : documents.get(0);
        if (!(values instanceof Map<?, ?> map)) {
            throw unusable("it is no map of values", "write it as the vcluster chart's values");
        }
        return map;
    }

    private static InvalidSpecException unusable(String seen, String remedy) {
        return new InvalidSpecException("The values in %s can't be used".formatted(CONFIG), seen, remedy);
    }

    @Override
    public void close() {
        directory.close();
    }

    /**
     * The image of the control plane, as the chart wants it.
     *
     * @param registry the registry's host, such as {@code ghcr.io}
     * @param repository the rest of the name
     * @param tag the tag; empty for that of the chart
     */
    record VClusterImage(String registry, String repository, String tag) {

        private static final String DEFAULT_REGISTRY = "docker.io";

        /** What is asked for, or the one without features that need a licence. */
        static VClusterImage of(ClusterSpec spec) {
            VClusterImage image = parse(spec.nodeImage().orElse(VClusterDistribution.IMAGE));
            return spec.nodeImage().isPresent()
                    ? image
                    : spec.imageRegistry()
                            .map(registry -> new VClusterImage(registry, image.repository(), ""))
                            .orElse(image);
        }

        static VClusterImage parse(String reference) {
            int slash = reference.indexOf('/');
            String first = slash < 0 ? "" : reference.substring(0, slash);
            boolean named = first.contains(".") || first.contains(":") || first.equals("localhost");
            String rest = named ? reference.substring(slash + 1) : reference;
            int colon = rest.lastIndexOf(':');
            return new VClusterImage(
                    named ? first : DEFAULT_REGISTRY,
                    colon < 0 ? rest : rest.substring(0, colon),
                    colon < 0 ? "" : rest.substring(colon + 1));
        }

        Map<String, Object> values() {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("registry", registry);
            values.put("repository", repository);
            if (!tag.isEmpty()) {
                values.put("tag", tag);
            }
            return values;
        }

        @Override
        public String toString() {
            return registry + "/" + repository + (tag.isEmpty() ? "" : ":" + tag);
        }
    }
}
