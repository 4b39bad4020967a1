package io.ksail.internal.host;

import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.Map;
import java.util.Optional;

/** What a host's StorageClasses say of themselves. */
public final class StorageClasses {

    /** The annotation of the class that claims get which name none. */
    public static final String DEFAULT_ANNOTATION = "storageclass.kubernetes.io/is-default-class";

    private StorageClasses() {}

    /**
     * Whether claims that name no class get this one.
     *
     * @param one any class
     * @return true when its annotation says so
     */
    public static boolean isDefault(StorageClass one) {
        return Optional.ofNullable(one.getMetadata().getAnnotations())
                .orElse(Map.of())
                .getOrDefault(DEFAULT_ANNOTATION, "")
                .equals("true");
    }
}
