package io.ksail.doctor;

import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.ksail.host.Host;
import io.ksail.host.StorageClasses;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which StorageClass a cluster with persistence would get. */
record Storage(Host host) implements Check {

    @Override
    public String name() {
        return "storage";
    }

    @Override
    public Finding look() {
        return judged(host.client().storage().v1().storageClasses().list().getItems());
    }

    static Finding judged(List<StorageClass> classes) {
        String check = "storage";
        Optional<StorageClass> byDefault =
                classes.stream().filter(StorageClasses::isDefault).findFirst();
        if (byDefault.isPresent()) {
            return Finding.ok(
                    check,
                    "default StorageClass %s (%s)"
                            .formatted(
                                    byDefault.get().getMetadata().getName(),
                                    byDefault.get().getProvisioner()));
        }
        return classes.isEmpty()
                ? Finding.warning(
                        check,
                        "no StorageClass, so no cluster can have persistence",
                        "install a provisioner of volumes, or leave persistence out")
                : Finding.warning(
                        check,
                        "no default StorageClass; there are "
                                + classes.stream()
                                        .map(one -> one.getMetadata().getName())
                                        .sorted()
                                        .collect(Collectors.joining(", ")),
                        "name one where persistence is asked for (persistence.storageClassName), or make one the default");
    }
}
