package io.ksail.host;

import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.ksail.image.HostImages;
import io.ksail.internal.LentClient;
import io.ksail.internal.host.HostFinder;
import io.ksail.internal.host.HostRefusals;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A host cluster that was reached and answered. Thread-safe; closing it closes its client, and stops it when it is
 * embedded.
 */
public final class Host implements AutoCloseable {

    /** Spelled out, so that the client does not first ask the host what kinds there are. */
    private static final ResourceDefinitionContext USER_REVIEW = new ResourceDefinitionContext.Builder()
            .withGroup("authentication.k8s.io")
            .withVersion("v1")
            .withKind("SelfSubjectReview")
            .withPlural("selfsubjectreviews")
            .withNamespaced(false)
            .build();

    private static final int FIRST_CONTACT = 1;
    private static final int WHILE_BUSY = 8;
    private static final int WHILE_IN_USE = 3;

    private final KubernetesClient client;
    private final LentClient lentClient;
    private final String description;
    private final String version;
    private final ClientLocation clientLocation;
    private final AutoCloseable onClose;
    private final Optional<HostImages> images;

    private Host(
            KubernetesClient client,
            String description,
            String version,
            ClientLocation clientLocation,
            AutoCloseable onClose,
            Optional<HostImages> images) {
        this.client = client;
        this.lentClient = LentClient.of(client);
        this.description = description;
        this.version = version;
        this.clientLocation = clientLocation;
        this.onClose = onClose;
        this.images = images;
    }

    /**
     * Finds and connects to the host that is asked for.
     *
     * @param request which host is wanted
     * @return a host that answered
     * @throws HostUnavailableException if there is none, with every attempt and why it failed
     */
    public static Host find(HostRequest request) {
        return HostFinder.find(request);
    }

    /**
     * Connects to a host whose client configuration is known.
     *
     * @param config how to reach its API
     * @param description what to call it in messages, such as the kubeconfig and context it came from
     * @param clientLocation from where it is seen
     * @param onClose what to do, besides closing the client, when the host is closed
     * @return a host that answered
     * @throws HostUnavailableException if it does not answer; {@code onClose} is then not called
     */
    public static Host connect(
            Config config, String description, ClientLocation clientLocation, AutoCloseable onClose) {
        return connect(config, description, clientLocation, onClose, Optional.empty());
    }

    /**
     * Connects to a host onto whose nodes images can be put.
     *
     * @param config how to reach its API
     * @param description what to call it in messages
     * @param clientLocation from where it is seen
     * @param onClose what to do, besides closing the client, when the host is closed
     * @param images who puts images onto its nodes; empty where nobody can
     * @return a host that answered
     * @throws HostUnavailableException if it does not answer; {@code onClose} is then not called
     */
    public static Host connect(
            Config config,
            String description,
            ClientLocation clientLocation,
            AutoCloseable onClose,
            Optional<HostImages> images) {
        KubernetesClient client = client(config, description, WHILE_IN_USE);
        try {
            return new Host(client, description, versionAtFirst(config, description), clientLocation, onClose, images);
        } catch (KubernetesClientException e) {
            client.close();
            throw new HostRefusals(config, description).explained(e);
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
    }

    /** A host that has too much to do says so at once, and is asked again when it says, which the library sees to. */
    private static String versionAtFirst(Config config, String description) {
        try {
            return version(config, description, FIRST_CONTACT);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HostRefusals.TOO_MANY_REQUESTS) {
                throw e;
            }
            return version(config, description, WHILE_BUSY);
        }
    }

    private static String version(Config config, String description, int retries) {
        try (KubernetesClient probe = client(config, description, retries)) {
            return probe.getKubernetesVersion().getGitVersion();
        }
    }

    /** With the library's own ten retries a host that is lost would hold up every call for most of a minute. */
    private static KubernetesClient client(Config config, String description, int retries) {
        try {
            return new KubernetesClientBuilder()
                    .withConfig(new ConfigBuilder(config)
                            .withRequestRetryBackoffLimit(retries)
                            .withConnectionTimeout(5_000)
                            .build())
                    .build();
        } catch (RuntimeException e) {
            throw new HostRefusals(config, description).unusable(e);
        }
    }

    /**
     * The client for the host's API. Whoever holds it may close it, or what is derived from it: that does nothing, and
     * harms nobody else.
     *
     * @return the same client at each call; it ends with the host, and so do the informers that were begun with it
     */
    public KubernetesClient client() {
        return lentClient;
    }

    /**
     * Where the host came from.
     *
     * @return a few words for messages
     */
    public String description() {
        return description;
    }

    /**
     * The version that its API server reports.
     *
     * @return a version such as {@code v1.36.4+k3s1}
     */
    public String version() {
        return version;
    }

    /**
     * Who puts images onto its nodes.
     *
     * @return empty where nobody can: a host that somebody else runs
     */
    public Optional<HostImages> images() {
        return images;
    }

    /**
     * From where it is seen.
     *
     * @return the place of this process, and what follows from it
     */
    public ClientLocation clientLocation() {
        return clientLocation;
    }

    /**
     * The nodes of the host, as they are now.
     *
     * @return every node the user may list
     */
    public List<Node> nodes() {
        return client.nodes().list().getItems();
    }

    /**
     * Whether its API server serves a sort of objects.
     *
     * @param groupVersion such as {@code gateway.networking.k8s.io/v1}
     * @param plural such as {@code gateways}
     * @return false when it does not know the version, or the sort in that version
     */
    public boolean serves(String groupVersion, String plural) {
        APIResourceList resources = client.getApiResources(groupVersion);
        return resources != null
                && resources.getResources().stream()
                        .anyMatch(resource -> resource.getName().equals(plural));
    }

    /**
     * Under which name the host knows its user, which is us.
     *
     * @return such as {@code system:serviceaccount:ci:tests}; empty when the host does not say (before Kubernetes 1.28)
     */
    public Optional<String> userName() {
        try {
            GenericKubernetesResource answer = client.genericKubernetesResources(USER_REVIEW)
                    .resource(new GenericKubernetesResourceBuilder()
                            .withApiVersion("authentication.k8s.io/v1")
                            .withKind("SelfSubjectReview")
                            .withNewMetadata()
                            .endMetadata()
                            .build())
                    .create();
            return Optional.ofNullable(answer)
                    .map(review -> review.get("status", "userInfo", "username"))
                    .map(String::valueOf);
        } catch (KubernetesClientException e) {
            return Optional.empty();
        }
    }

    /**
     * The address under which the API server of the host was reached.
     *
     * @return a host name or IP address, without port
     */
    public String apiAddress() {
        return URI.create(client.getConfiguration().getMasterUrl()).getHost();
    }

    @Override
    public void close() {
        lentClient.takeBack();
        client.close();
        try {
            onClose.close();
        } catch (Exception e) {
            throw new HostUnavailableException(
                    "The host cluster of %s could not be stopped".formatted(description),
                    String.valueOf(e.getMessage()),
                    "stop it by hand if it still runs",
                    e);
        }
    }

    @Override
    public String toString() {
        return description + " (" + version + ")";
    }
}
