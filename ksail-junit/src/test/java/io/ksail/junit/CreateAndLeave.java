package io.ksail.junit;

import io.fabric8.kubernetes.client.Config;
import io.ksail.cluster.Cluster;
import io.ksail.cluster.Clusters;
import io.ksail.host.ClientLocation;
import io.ksail.host.Host;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ExposureType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A process that creates a cluster, writes its kubeconfig and ends: host's kubeconfig, exposure, file to write. */
final class CreateAndLeave {

    static final String CREATED = "created";

    private CreateAndLeave() {}

    public static void main(String[] arguments) throws Exception {
        Config config = Config.fromKubeconfig(Files.readString(Path.of(arguments[0])));
        ExposureType exposure = ExposureType.valueOf(arguments[1]);
        try (Host host = Host.connect(
                        config, "a test's host", ClientLocation.of(ClientLocation.Kind.OUTSIDE), () -> {});
                Cluster cluster = Clusters.on(host)
                        .outlivingThisProcess()
                        .create(ClusterSpec.named(name(exposure))
                                .gatewayClassName("eg")
                                .exposure(exposure)
                                .build())) {
            cluster.keep();
            cluster.kubeconfig().writeTo(Path.of(arguments[2]));
            List.of(cluster.exposure().toString(), CREATED).forEach(System.out::println);
        }
    }

    static String name(ExposureType exposure) {
        return "left-" + exposure.yamlName().toLowerCase(java.util.Locale.ROOT);
    }
}
