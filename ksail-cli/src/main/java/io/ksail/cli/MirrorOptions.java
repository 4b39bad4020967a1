package io.ksail.cli;

import io.ksail.spec.ClusterSpecBuilder;
import io.ksail.spec.RegistryMirrors;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that names registry mirrors, one by one. */
final class MirrorOptions {

    @Option(
            names = "--mirror-registry",
            paramLabel = "HOST=URL",
            description = "Where the nodes pull a registry's images from, such as"
                    + " docker.io=https://mirror.example.com. May be given several times.")
    private List<String> mirrors = new ArrayList<>();

    /** Mirrors of other registries, from file or environment, stay. */
    void apply(ClusterSpecBuilder spec, Optional<RegistryMirrors> file) {
        if (mirrors.isEmpty()) {
            return;
        }
        RegistryMirrors all = file.orElseGet(RegistryMirrors::fromEnvironment);
        for (String mirror : mirrors) {
            for (Map.Entry<String, URI> entry :
                    RegistryMirrors.parse(mirror).endpoints().entrySet()) {
                all = all.with(entry.getKey(), entry.getValue().toString());
            }
        }
        spec.mirrors(all);
    }
}
