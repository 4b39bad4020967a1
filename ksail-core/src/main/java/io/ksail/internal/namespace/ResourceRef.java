package io.ksail.internal.namespace;

/**
 * An object of the host, in a namespace, such as one that has to be deleted before it.
 *
 * @param group its API group, such as {@code k3k.io}
 * @param version the version of that group
 * @param plural its sort, such as {@code clusters}
 * @param name its name
 */
public record ResourceRef(String group, String version, String plural, String name) {

    /**
     * Its path in the API.
     *
     * @param namespace its namespace
     * @return such as {@code /apis/k3k.io/v1beta1/namespaces/k3k-demo/clusters/demo}
     */
    public String path(String namespace) {
        return "/apis/%s/%s/namespaces/%s/%s/%s".formatted(group, version, namespace, plural, name);
    }
}
