package io.ksail.internal.distribution.k3s;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.List;

/**
 * How one of several servers finds the others. A server that comes back as a new pod has another address and no data, and K3s
 * does not take it for the member that it was: the one that began the cluster would begin another one, the others end with
 * "duplicate node name found". So before K3s starts, whoever finds the cluster's kubeconfig removes the Node of its name, and
 * with it the member of etcd, and then joins the others like a new one.
 *
 * @param firstStart the line of K3s' configuration for a server that finds no cluster
 * @param others where the host's pods reach servers that are not in this pod
 * @param kubeconfig the Secret that holds the cluster's kubeconfig as soon as there is a cluster
 */
record Membership(String firstStart, String others, String kubeconfig) {

    private static final String CONFIGURATION = "membership";
    private static final String KNOWN = "known-cluster";
    private static final String CONFIGURATION_PATH = "/etc/rancher/k3s/config.yaml.d";
    private static final String KNOWN_PATH = "/run/ksail";

    /** The certificate of a server is for this name, whatever address it is reached at. */
    private static final String NAME_IN_CERTIFICATE = "kubernetes";

    private static final String SETTLE = """
            conf=%s/membership.yaml
            known=%s/kubeconfig.yaml
            if [ ! -s $known ]; then
              echo "$FIRST_START" > $conf
              exit
            fi
            echo "there is a cluster already: joining it anew as $NODE_NAME"
            until kubectl --kubeconfig $known --server="$OTHERS" --tls-server-name=%s delete node "$NODE_NAME" \\
              --ignore-not-found --timeout=60s; do
              sleep 1
            done
            rm -rf /var/lib/rancher/k3s/server/db
            echo "server: $OTHERS" > $conf
            """.formatted(CONFIGURATION_PATH, KNOWN_PATH, NAME_IN_CERTIFICATE);

    /** Runs before K3s, in every new pod; a container that is started again in its pod keeps what was settled. */
    Container settling(String image, VolumeMount data) {
        return new ContainerBuilder()
                .withName("membership")
                .withImage(image)
                .withImagePullPolicy("IfNotPresent")
                .withCommand("sh", "-ec", SETTLE)
                .addNewEnv()
                .withName("NODE_NAME")
                .withNewValueFrom()
                .withNewFieldRef("v1", "metadata.name")
                .endValueFrom()
                .endEnv()
                .addNewEnv()
                .withName("FIRST_START")
                .withValue(firstStart)
                .endEnv()
                .addNewEnv()
                .withName("OTHERS")
                .withValue(others)
                .endEnv()
                .withVolumeMounts(
                        configuration(),
                        data,
                        new VolumeMountBuilder()
                                .withName(KNOWN)
                                .withMountPath(KNOWN_PATH)
                                .withReadOnly(true)
                                .build())
                .build();
    }

    VolumeMount configuration() {
        return new VolumeMountBuilder()
                .withName(CONFIGURATION)
                .withMountPath(CONFIGURATION_PATH)
                .build();
    }

    List<Volume> volumes() {
        return List.of(
                new VolumeBuilder()
                        .withName(CONFIGURATION)
                        .withNewEmptyDir()
                        .endEmptyDir()
                        .build(),
                new VolumeBuilder()
                        .withName(KNOWN)
                        .withNewSecret()
                        .withSecretName(kubeconfig)
                        .withOptional(true)
                        .endSecret()
                        .build());
    }
}
