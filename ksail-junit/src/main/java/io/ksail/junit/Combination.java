package io.ksail.junit;

import io.ksail.spec.ClusterSpecBuilder;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What one run of a class in a matrix is about.
 *
 * @param testClass the class
 * @param distribution which distribution; empty for what is declared otherwise
 * @param version which version; empty for what is declared otherwise
 * @param otherwise what to call the distribution that is declared otherwise
 */
record Combination(Class<?> testClass, Optional<String> distribution, Optional<String> version, String otherwise) {

    /** The combination that a context belongs to, if its class or one around it is in a matrix. */
    static Optional<Combination> find(ExtensionContext context) {
        return Optional.ofNullable(
                context.getStore(StoredResource.NAMESPACE).get(Combination.class, Combination.class));
    }

    /** From here on, and for everything below. */
    void storeIn(ExtensionContext context) {
        context.getStore(StoredResource.NAMESPACE).put(Combination.class, this);
    }

    /** Beats what has been said so far. */
    void applyTo(ClusterSpecBuilder spec) {
        distribution.ifPresent(spec::distribution);
        version.map(String::strip).ifPresent(spec::kubernetesVersion);
    }

    /** As the report says it. */
    String describe() {
        return distribution.orElse(otherwise)
                + version.map(text -> " " + text.strip()).orElse("");
    }
}
