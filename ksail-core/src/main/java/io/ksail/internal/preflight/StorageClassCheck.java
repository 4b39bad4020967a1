package io.ksail.internal.preflight;

import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.internal.Causes;
import io.ksail.internal.preflight.Preflight.Answer;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.Persistence;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether the host has the StorageClass that a persistent cluster needs. */
record StorageClassCheck(KubernetesClient host, Persistence persistence) implements Preflight.Check {

    /** The annotation of the class that claims get which name none. */
    private static final String DEFAULT = "storageclass.kubernetes.io/is-default-class";

    @Override
    public String name() {
        return "storage";
    }

    @Override
    public Answer look() {
        return judged(persistence, classes());
    }

    /** A host that hides its classes gets the benefit of the doubt. */
    @Override
    public void require() {
        if (persistence.enabled()) {
            try {
                require(persistence, classes());
            } catch (KubernetesClientException e) {
                if (Causes.nobodyAnswered(e)) {
                    throw e;
                }
            }
        }
    }

    private List<StorageClass> classes() {
        return host.storage().v1().storageClasses().list().getItems();
    }

    static Answer judged(Persistence persistence, List<StorageClass> classes) {
        if (persistence.enabled()) {
            try {
                require(persistence, classes);
            } catch (InvalidSpecException e) {
                return Answer.refused(e);
            }
            if (persistence.storageClassName().isPresent()) {
                return Answer.ok("StorageClass %s, which persistence asks for"
                        .formatted(persistence.storageClassName().get()));
            }
        }
        Optional<StorageClass> byDefault =
                classes.stream().filter(StorageClassCheck::isDefault).findFirst();
        if (byDefault.isPresent()) {
            return Answer.ok("default StorageClass %s (%s)"
                    .formatted(nameOf(byDefault.get()), byDefault.get().getProvisioner()));
        }
        return classes.isEmpty()
                ? Answer.warning(
                        "no StorageClass, so no cluster can have persistence",
                        "install a provisioner of volumes, or leave persistence out")
                : Answer.warning(
                        "no default StorageClass; there are " + names(classes),
                        "name one where persistence is asked for (persistence.storageClassName), or make one the default");
    }

    static void require(Persistence persistence, List<StorageClass> classes) {
        boolean found = persistence
                .storageClassName()
                .map(wanted -> classes.stream().anyMatch(there -> wanted.equals(nameOf(there))))
                .orElseGet(() -> classes.stream().anyMatch(StorageClassCheck::isDefault));
        if (!found) {
            throw new InvalidSpecException(
                    "The nested cluster's state can't be kept on this host",
                    persistence
                                    .storageClassName()
                                    .map("the host has no StorageClass '%s': "::formatted)
                                    .orElse(
                                            "persistence is enabled without a storageClassName, and the host has no default"
                                                    + " StorageClass: ")
                            + (classes.isEmpty() ? "it has none at all" : "it has " + names(classes)),
                    "name one that is there (persistence.storageClassName), make one the host's default with the"
                            + " annotation " + DEFAULT + "=true, or leave persistence out");
        }
    }

    private static boolean isDefault(StorageClass one) {
        return Optional.ofNullable(one.getMetadata().getAnnotations())
                .orElse(Map.of())
                .getOrDefault(DEFAULT, "")
                .equals("true");
    }

    private static String names(List<StorageClass> classes) {
        return classes.stream().map(StorageClassCheck::nameOf).sorted().collect(Collectors.joining(", "));
    }

    private static String nameOf(StorageClass there) {
        return there.getMetadata().getName();
    }
}
