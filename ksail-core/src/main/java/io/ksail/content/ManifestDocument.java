package io.ksail.content;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;

/**
 * One object that is wanted, and where it stands.
 *
 * @param source file and number of the document, as messages name it
 * @param object the object as it was written: fields that this version of the client does not know included
 */
record ManifestDocument(String source, GenericKubernetesResource object) {

    String kind() {
        return object.getKind();
    }

    String apiVersion() {
        return object.getApiVersion();
    }

    /** The API group; empty for the core group. */
    String group() {
        int slash = apiVersion().indexOf('/');
        return slash < 0 ? "" : apiVersion().substring(0, slash);
    }

    String name() {
        return object.getMetadata().getName();
    }

    /** The object as messages name it. */
    @Override
    public String toString() {
        return kind() + "/" + name() + " (" + source + ")";
    }
}
