package io.ksail.content;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.cluster.Cluster;
import io.ksail.internal.Deadline;
import java.time.Duration;
import java.util.List;

/**
 * Objects of Kubernetes from files. They are applied by the server, in the order in which they need each other, and
 * waited for: custom resource definitions until they are served, workloads until they are available. Immutable.
 */
public final class Manifests {

    private final List<ManifestDocument> documents;

    private Manifests(List<ManifestDocument> documents) {
        this.documents = documents;
    }

    /**
     * Reads manifests, YAML or JSON, of any number of documents, with the class loader of the thread's context.
     *
     * @param locations files, directories (with those below), globs ({@code k8s/**}{@code /*.yaml}), {@code classpath:}
     *     and one of these, or {@code https://} URLs; relative paths are relative to the working directory
     * @return what was read
     * @throws ContentException if there is nothing at a location, or what is there can't be read
     */
    public static Manifests from(String... locations) {
        return from(Thread.currentThread().getContextClassLoader(), locations);
    }

    /**
     * Reads manifests as {@link #from(String...)} does.
     *
     * @param resources where {@code classpath:} is looked for
     * @param locations where the manifests are
     * @return what was read
     * @throws ContentException if there is nothing at a location, or what is there can't be read
     */
    public static Manifests from(ClassLoader resources, String... locations) {
        return new Manifests(List.of(locations).stream()
                .flatMap(location -> new ManifestLocation(location).read(resources).stream())
                .flatMap(file -> new ManifestReader(file).documents().stream())
                .sorted(ApplyOrder.BY_NEED)
                .toList());
    }

    /**
     * Applies them with the field manager {@code ksail}, taking over fields that others own, and waits until all of it
     * is there. A namespaced object without a namespace goes to {@code default}.
     *
     * @param cluster where they go
     * @param limit how long all of it may take
     * @throws ContentException if the API server refuses an object, or a workload does not become available
     */
    public void applyTo(Cluster cluster, Duration limit) {
        applyTo(cluster.client(), limit);
    }

    /**
     * Applies them as {@link #applyTo(Cluster, Duration)} does.
     *
     * @param client a client of the cluster where they go
     * @param limit how long all of it may take
     * @throws ContentException if the API server refuses an object, or a workload does not become available
     */
    public void applyTo(KubernetesClient client, Duration limit) {
        ManifestApplication application = new ManifestApplication(client, Deadline.in(limit));
        application.begin(documents);
        application.finish();
    }

    List<ManifestDocument> documents() {
        return documents;
    }

    /**
     * How many objects these are.
     *
     * @return zero or more
     */
    public int size() {
        return documents.size();
    }
}
