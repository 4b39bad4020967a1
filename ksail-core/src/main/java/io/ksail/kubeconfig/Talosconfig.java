package io.ksail.kubeconfig;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.KsailException;
import io.ksail.internal.Redaction;
import io.ksail.internal.kubeconfig.OwnerOnlyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A way to the Talos API of one nested cluster, as {@code talosctl} reads it: one context, TLS verified, credentials
 * inline. Immutable.
 *
 * <p>{@link #toString()} names the context only, so that no credential ends in a log.
 */
public final class Talosconfig {

    private static final String CONTEXTS = "contexts";

    private final String context;
    private final String endpoint;
    private final String yaml;

    private Talosconfig(String context, String endpoint, String yaml) {
        this.context = context;
        this.endpoint = endpoint;
        this.yaml = yaml;
    }

    /**
     * Rewrites what the tool wrote for use beside the nodes to what is of use from outside.
     *
     * @param toolYaml the file as the tool wrote it
     * @param endpoint where the API is exposed, such as {@code 172.17.0.3:31234}
     * @param node the node that requests are for, by its own address
     * @return the talosconfig for users
     * @throws KsailException if the tool's file has no context with a certificate authority
     */
    @SuppressWarnings("unchecked")
    public static Talosconfig rewritten(String toolYaml, String endpoint, String node) {
        try {
            Map<String, Object> file = new LinkedHashMap<>(Serialization.unmarshal(toolYaml, Map.class));
            String name = (String) Objects.requireNonNull(file.get("context"));
            Map<String, Object> contexts = (Map<String, Object>) Objects.requireNonNull(file.get(CONTEXTS));
            Map<String, Object> context =
                    new LinkedHashMap<>((Map<String, Object>) Objects.requireNonNull(contexts.get(name)));
            Objects.requireNonNull(context.get("ca"));
            Redaction.remember(String.valueOf(context.get("key")));
            context.put("endpoints", List.of(endpoint));
            context.put("nodes", List.of(node));
            file.put(CONTEXTS, Map.of(name, context));
            return new Talosconfig(name, endpoint, Serialization.asYaml(file));
        } catch (RuntimeException e) {
            throw unusable(e);
        }
    }

    private static KsailException unusable(@Nullable Throwable cause) {
        return new KsailException(
                "The talosconfig of the nested cluster can't be used",
                "it has no context with a certificate authority",
                "check that the image of talosctl is of the nodes' version",
                cause);
    }

    /**
     * The name of its context.
     *
     * @return the cluster's name
     */
    public String context() {
        return context;
    }

    /**
     * Where the Talos API is reached from here.
     *
     * @return host and port
     */
    public String endpoint() {
        return endpoint;
    }

    /**
     * The talosconfig itself. Holds a private key: keep it out of logs.
     *
     * @return YAML that talosctl accepts
     */
    public String yaml() {
        return yaml;
    }

    /**
     * Writes the talosconfig to a file that only its owner can read (mode 0600), at once or not at all.
     *
     * @param file the file; replaced if it exists
     * @throws IOException if the file can't be written
     */
    public void writeTo(Path file) throws IOException {
        OwnerOnlyFile.write(file, yaml);
    }

    @Override
    public String toString() {
        return "talosconfig of context " + context;
    }
}
