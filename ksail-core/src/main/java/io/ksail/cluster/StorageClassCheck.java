package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.host.StorageClasses;
import io.ksail.internal.Causes;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.Persistence;
import java.util.List;
import java.util.stream.Collectors;

/** Whether the host has the StorageClass that a persistent cluster needs, asked before anything is created. */
final class StorageClassCheck {

    private final KubernetesClient host;

    StorageClassCheck(KubernetesClient host) {
        this.host = host;
    }

    /**
     * Refuses persistence that this host can't give. A host that hides its classes gets the benefit of the doubt.
     *
     * @throws InvalidSpecException if the class that is asked for, or a default one, is not there
     */
    void requireFor(ClusterSpec spec) {
        if (spec.persistence().enabled()) {
            try {
                require(
                        spec.persistence(),
                        host.storage().v1().storageClasses().list().getItems());
            } catch (KubernetesClientException e) {
                if (Causes.nobodyAnswered(e)) {
                    throw e;
                }
            }
        }
    }

    static void require(Persistence persistence, List<StorageClass> classes) {
        boolean found = persistence
                .storageClassName()
                .map(wanted -> classes.stream().anyMatch(there -> wanted.equals(nameOf(there))))
                .orElseGet(() -> classes.stream().anyMatch(StorageClasses::isDefault));
        if (!found) {
            String names = classes.isEmpty()
                    ? "it has none at all"
                    : "it has "
                            + classes.stream()
                                    .map(StorageClassCheck::nameOf)
                                    .sorted()
                                    .collect(Collectors.joining(", "));
            throw new InvalidSpecException(
                    "The nested cluster's state can't be kept on this host",
                    persistence
                                    .storageClassName()
                                    .map("the host has no StorageClass '%s': "::formatted)
                                    .orElse(
                                            "persistence is enabled without a storageClassName, and the host has no default"
                                                    + " StorageClass: ")
                            + names,
                    "name one that is there (persistence.storageClassName), make one the host's default with the"
                            + " annotation " + StorageClasses.DEFAULT_ANNOTATION + "=true, or leave persistence out");
        }
    }

    private static String nameOf(StorageClass there) {
        return there.getMetadata().getName();
    }
}
