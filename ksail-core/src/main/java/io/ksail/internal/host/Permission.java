package io.ksail.internal.host;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Something that a user may or may not do on a host, as its authorization knows it.
 *
 * @param verb such as {@code create}
 * @param group the API group, empty for the core one
 * @param resource the plural, with a subresource behind a slash: {@code pods/exec}
 * @param namespace where; empty for what is in no namespace
 */
public record Permission(String verb, String group, String resource, Optional<String> namespace) {

    /**
     * A permission on what is in a namespace, or on the namespace itself.
     *
     * @param verb such as {@code create}
     * @param group the API group, empty for the core one
     * @param resource the plural, with a subresource behind a slash
     * @param namespace the namespace, which need not be there yet
     * @return the permission
     */
    public static Permission in(String namespace, String verb, String group, String resource) {
        return new Permission(verb, group, resource, Optional.of(namespace));
    }

    /**
     * Several permissions on the same.
     *
     * @param namespace the namespace, which need not be there yet
     * @param group the API group, empty for the core one
     * @param resource the plural, with a subresource behind a slash
     * @param verbs such as {@code create}
     * @return a permission for each verb
     */
    public static List<Permission> allIn(String namespace, String group, String resource, String... verbs) {
        return Arrays.stream(verbs)
                .map(verb -> in(namespace, verb, group, resource))
                .toList();
    }

    /**
     * A permission on what is in no namespace, or in all of them.
     *
     * @param verb such as {@code list}
     * @param group the API group, empty for the core one
     * @param resource the plural, with a subresource behind a slash
     * @return the permission
     */
    public static Permission everywhere(String verb, String group, String resource) {
        return new Permission(verb, group, resource, Optional.empty());
    }

    String plural() {
        return resource.split("/", 2)[0];
    }

    Optional<String> subresource() {
        return resource.contains("/") ? Optional.of(resource.split("/", 2)[1]) : Optional.empty();
    }

    /** In the words of {@code kubectl auth can-i}. */
    @Override
    public String toString() {
        return verb
                + " "
                + plural()
                + (group.isEmpty() ? "" : "." + group)
                + subresource().map(name -> "/" + name).orElse("")
                + namespace.map(name -> " in namespace " + name).orElse("");
    }
}
