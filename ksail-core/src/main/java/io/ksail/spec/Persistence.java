package io.ksail.spec;

import java.util.Optional;

/**
 * Whether a nested cluster's state (etcd and image cache included) outlives its pods. KSail's {@code
 * spec.provider.kubernetes.persistence}.
 *
 * @param enabled whether the state is kept in a PersistentVolumeClaim; default false
 * @param storageClassName the claim's StorageClass; empty means the host's default class
 * @param size the claim's size; default {@value #DEFAULT_SIZE}
 */
public record Persistence(boolean enabled, Optional<String> storageClassName, ResourceQuantity size) {

    /** The claim's size unless another is asked for, as in KSail. */
    public static final String DEFAULT_SIZE = "20Gi";

    /** State is gone with its pod. */
    public static final Persistence EPHEMERAL =
            new Persistence(false, Optional.empty(), new ResourceQuantity(DEFAULT_SIZE));

    private static final String LEAST_SIZE = "100Mi";

    /**
     * Checks the class's name and the size.
     *
     * @throws InvalidSpecException if the name is none that Kubernetes takes, or the size is too little
     */
    public Persistence {
        storageClassName.ifPresent(name -> ObjectName.require("StorageClass", name));
        ComputeResource.requireAtLeast(size, new ResourceQuantity(LEAST_SIZE).amount(), LEAST_SIZE, DEFAULT_SIZE);
    }

    /**
     * The same, kept or not.
     *
     * @param value whether the state is kept
     * @return a new value
     */
    public Persistence withEnabled(boolean value) {
        return new Persistence(value, storageClassName, size);
    }

    /**
     * The same with another class.
     *
     * @param value the StorageClass's name
     * @return a new value
     * @throws InvalidSpecException if the name is none that Kubernetes takes
     */
    public Persistence withStorageClassName(String value) {
        return new Persistence(enabled, Optional.of(value), size);
    }

    /**
     * The same with another size.
     *
     * @param value the claim's size
     * @return a new value
     * @throws InvalidSpecException if it is less than {@value #LEAST_SIZE}
     */
    public Persistence withSize(ResourceQuantity value) {
        return new Persistence(enabled, storageClassName, value);
    }
}
