package io.ksail.internal.distribution.vcluster;

import io.ksail.spec.ClusterSpec;
import java.util.LinkedHashMap;
import java.util.Map;

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
