package io.ksail.internal.pod;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.ksail.spec.Persistence;
import java.util.List;

/**
 * Where the state of nodes is: in a claim that outlives their pod, where that is wanted, else on the disk of the host's
 * node. It is never in the container's own file system, on which overlay fails.
 *
 * @param persistence what is wanted
 * @param volume the name by which containers mount it
 */
public record NodeStorage(Persistence persistence, String volume) {

    /**
     * The claims that the pod's StatefulSet makes.
     *
     * @return one, or none where nothing is to be kept
     */
    public List<PersistentVolumeClaim> claims() {
        if (!persistence.enabled()) {
            return List.of();
        }
        return List.of(new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(volume)
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName(persistence.storageClassName().orElse(null))
                .withNewResources()
                .addToRequests("storage", Quantity.parse(persistence.size().value()))
                .endResources()
                .endSpec()
                .build());
    }

    /**
     * The volumes that the pod has to have because no claim brings them.
     *
     * @return one, or none where there is a claim
     */
    public List<Volume> volumes() {
        return persistence.enabled() ? List.of() : List.of(onDisk(volume));
    }

    /**
     * A volume on the disk of the host's node, which goes with its pod.
     *
     * @param name the volume's name
     * @return an empty one
     */
    public static Volume onDisk(String name) {
        return new VolumeBuilder()
                .withName(name)
                .withNewEmptyDir()
                .endEmptyDir()
                .build();
    }
}
