package io.ksail.internal.distribution;

import io.ksail.spec.ClusterSpec;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.KubernetesVersion;
import java.util.List;
import java.util.stream.Collectors;

/** The newest patch of each minor version of Kubernetes that a distribution is known to have. */
record KnownPatches(Distribution distribution) {

    /** The specification with a version that has a patch, where it has a version. */
    ClusterSpec insertedInto(ClusterSpec spec) {
        return spec.kubernetesVersion()
                .filter(version -> !version.hasPatch())
                .map(version ->
                        spec.toBuilder().kubernetesVersion(newestOf(version)).build())
                .orElse(spec);
    }

    /**
     * The newest patch of a minor version.
     *
     * @throws InvalidSpecException if none is known
     */
    String newestOf(KubernetesVersion minor) {
        List<String> known = distribution.knownVersions();
        return known.stream()
                .filter(version -> version.startsWith(minor.number() + "."))
                .findFirst()
                .orElseThrow(() -> new InvalidSpecException(
                        "Kubernetes %s can't be chosen for %s".formatted(minor, distribution.name()),
                        "no patch of it is known here; known are "
                                + known.stream()
                                        .map(version -> "%s (%s)"
                                                .formatted(version.substring(0, version.lastIndexOf('.')), version))
                                        .collect(Collectors.joining(", ")),
                        "name one of these, or the whole version, such as " + known.get(known.size() - 1)));
    }
}
