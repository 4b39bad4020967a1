package io.ksail.testcontainers.internal;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.internal.Causes;
import io.ksail.internal.Deadline;
import io.ksail.internal.namespace.ClusterLabels;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** An embedded host of this user, as it is in Docker. */
public final class RunningHost {

    private static final Duration TIME_TO_ANSWER = Duration.ofSeconds(10);

    private final HostContainer container;
    private final Container listed;

    private RunningHost(HostContainer container, Container listed) {
        this.container = container;
        this.listed = listed;
    }

    static RunningHost of(DockerClient docker, Container listed) {
        String name = listed.getNames()[0].replaceFirst("^/", "");
        return new RunningHost(new HostContainer(docker, listed.getId(), name, false), listed);
    }

    /**
     * The name of its container.
     *
     * @return as Docker has it
     */
    public String name() {
        return container.name();
    }

    /**
     * Whether one process has it for itself, which ends it.
     *
     * @return false where all processes of the user share it
     */
    public boolean isOwn() {
        return listed.getLabels().containsKey(HostSettings.OWN_LABEL);
    }

    /**
     * The image of its container.
     *
     * @return as Docker has it
     */
    public String image() {
        return listed.getImage();
    }

    /**
     * When its container was created.
     *
     * @return by the engine's clock
     */
    public Instant created() {
        return Instant.ofEpochSecond(listed.getCreated());
    }

    /**
     * How its container is.
     *
     * @return such as {@code running}
     */
    public String state() {
        return listed.getState();
    }

    /**
     * Who uses it.
     *
     * @param holders the processes, and what keeps it without them
     * @param clusters the names of the clusters on it
     */
    public record Use(List<HostLeases.Holder> holders, List<String> clusters) {

        /**
         * The processes that use it.
         *
         * @return what they say of themselves
         */
        public List<String> processes() {
            return holders.stream().flatMap(holder -> holder.process().stream()).toList();
        }

        /**
         * Whether anybody would lose something if it ended.
         *
         * @return false where it is only kept
         */
        public boolean isAny() {
            return !clusters.isEmpty() || !processes().isEmpty();
        }
    }

    /**
     * Asks it who uses it.
     *
     * @return who
     * @throws IllegalStateException with the reason, if it does not say
     */
    public Use use() {
        return asked(RunningHost::use);
    }

    /**
     * Ends it.
     *
     * @param whateverUsesIt also when somebody uses it
     * @return who does, and it goes on; empty when it has ended
     * @throws IllegalStateException with the reason, if it does not say who uses it, and that matters
     */
    public Optional<Use> end(boolean whateverUsesIt) {
        Optional<Use> use = whateverUsesIt
                ? Optional.empty()
                : Optional.of(asked(RunningHost::endUnlessUsed)).filter(Use::isAny);
        if (use.isEmpty()) {
            container.remove();
        }
        return use;
    }

    private static Use use(KubernetesClient client) {
        return new Use(
                new HostLeases(client).holders(),
                client
                        .namespaces()
                        .withLabel(ClusterLabels.MANAGED_BY, ClusterLabels.MANAGED_BY_VALUE)
                        .list()
                        .getItems()
                        .stream()
                        .filter(namespace -> namespace.getMetadata().getDeletionTimestamp() == null)
                        .map(namespace -> namespace.getMetadata().getLabels().get(ClusterLabels.CLUSTER))
                        .toList());
    }

    /** Asked when the gate is shut, so that nobody comes in between; it is opened again for whoever is in. */
    private static Use endUnlessUsed(KubernetesClient client) {
        HostLeases leases = new HostLeases(client);
        leases.shut();
        Use use = use(client);
        if (use.isAny()) {
            leases.open();
        }
        return use;
    }

    private <T> T asked(Function<KubernetesClient, T> question) {
        Deadline deadline = Deadline.in(TIME_TO_ANSWER);
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(container
                                .kubeconfig(deadline, new CompletableFuture<>())
                                .clientConfig())
                        .withRequestRetryBackoffLimit(1)
                        .build())
                .build()) {
            return question.apply(client);
        } catch (TimeoutException | ExecutionException | KubernetesClientException e) {
            throw new IllegalStateException(Causes.message(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the thread was interrupted", e);
        }
    }
}
