package io.ksail.cli;

import io.ksail.internal.distribution.Distribution;
import io.ksail.internal.distribution.Nodes;
import io.ksail.internal.distribution.StartRequest;
import io.ksail.internal.distribution.k3s.K3sDistribution;
import io.ksail.spec.ClusterName;
import io.ksail.spec.ClusterSpec;
import java.util.Map;
import java.util.Optional;

/** Made up: K3s under a name of its own, known only where {@code src/test/made-up} is on the class path. */
public final class GlacierDistribution implements Distribution {

    private final Distribution nodes = new K3sDistribution();

    /** Made by {@link java.util.ServiceLoader}. */
    public GlacierDistribution() {}

    @Override
    public String name() {
        return "Glacier";
    }

    @Override
    public String namespacePrefix() {
        return "glacier-";
    }

    @Override
    public Optional<String> configName() {
        return Optional.of("glacier.yaml");
    }

    @Override
    public int apiPort() {
        return nodes.apiPort();
    }

    @Override
    public Map<String, String> apiSelector(ClusterName name) {
        return nodes.apiSelector(name);
    }

    @Override
    public String context(ClusterName name) {
        return "glacier-" + name;
    }

    @Override
    public String nodeImage(ClusterSpec spec) {
        return nodes.nodeImage(spec);
    }

    @Override
    public Nodes start(StartRequest request) {
        return nodes.start(request);
    }

    @Override
    public Nodes running(StartRequest request) {
        return nodes.running(request);
    }
}
