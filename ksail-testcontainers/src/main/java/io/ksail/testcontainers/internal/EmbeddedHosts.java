package io.ksail.testcontainers.internal;

import com.github.dockerjava.api.DockerClient;
import io.fabric8.kubernetes.api.model.Node;
import io.ksail.host.Host;
import io.ksail.host.HostRequest;
import io.ksail.host.HostUnavailableException;
import io.ksail.internal.Async;
import io.ksail.internal.Await;
import io.ksail.internal.Causes;
import io.ksail.internal.Deadline;
import io.ksail.internal.Debugger;
import io.ksail.internal.Durations;
import io.ksail.internal.Stopwatch;
import io.ksail.internal.Versions;
import io.ksail.internal.kubeconfig.NestedApi;
import io.ksail.internal.namespace.ClusterLabels;
import io.ksail.kubeconfig.Kubeconfig;
import io.ksail.spec.RegistryMirrors;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded hosts in the Docker engine: K3s in a container each. Those with equal settings are one, which all processes
 * of the user share: Docker gives a name but once, and who comes second finds it taken.
 */
public final class EmbeddedHosts {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedHosts.class);
    private static final Duration TIME_TO_START = Duration.ofMinutes(3);

    private static final Duration TIME_TO_END = Duration.ofSeconds(20);

    /** A host stays for that long after a process that used it was killed. */
    private static final Duration HOLD = Duration.ofMinutes(1);

    private final DockerClient docker;

    private EmbeddedHosts(DockerClient docker) {
        this.docker = docker;
    }

    /**
     * Those of the engine that Testcontainers finds.
     *
     * @return the hosts
     * @throws HostUnavailableException if no engine answers
     */
    public static EmbeddedHosts inDocker() {
        try {
            return new EmbeddedHosts(DockerEngine.client());
        } catch (RuntimeException e) {
            throw new HostUnavailableException(
                    "An embedded host can't be started",
                    "no Docker engine answers: " + Causes.message(e),
                    "start Docker, or name an existing cluster with KSAIL_HOST_KUBECONFIG and/or KSAIL_HOST_CONTEXT",
                    e);
        }
    }

    /**
     * Finds the host of these settings, or starts it.
     *
     * @param mirrors where it pulls images from
     * @param request how long it stays, and whether others may use it
     * @return the host, held until it is closed
     * @throws HostUnavailableException if it can't be started, or does not answer
     */
    public Host open(RegistryMirrors mirrors, HostRequest request) {
        Stopwatch started = Stopwatch.started();
        Deadline deadline = Deadline.in(TIME_TO_START);
        HostSettings settings = settings(mirrors, request);
        try {
            while (!deadline.passed()) {
                HostContainer container = HostContainer.createdOrFound(docker, settings, deadline);
                if (container.isNew()) {
                    Async.begin(() -> HostContainer.removeLeftVolumes(docker, settings.user()));
                }
                Optional<Host> host = host(container, settings, request, deadline);
                if (host.isPresent()) {
                    LOG.info(
                            "host: embedded K3s {} in Docker{} (+{})",
                            settings.image(),
                            container.isNew() ? "" : ", which was there: container " + container.name(),
                            Durations.readable(started.elapsed()));
                    return host.get();
                }
                container.awaitGone(TIME_TO_END);
            }
            throw unusable(settings, "it is ending, but does not end", null);
        } catch (TimeoutException e) {
            throw unusable(settings, Causes.message(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notStarted(settings.image(), "the thread was interrupted", e);
        }
    }

    /**
     * Whether the host of these settings runs, or is starting.
     *
     * @param mirrors where it pulls images from
     * @return false when {@link #open} would start it
     */
    public boolean isThere(RegistryMirrors mirrors) {
        String name = settings(mirrors, HostRequest.embedded()).name();
        return list().stream().anyMatch(host -> host.name().equals(name));
    }

    /**
     * Finds the host of these settings, or starts it, and makes it stay when nobody uses it.
     *
     * @param mirrors where it pulls images from
     * @param keepFor how long it stays from now on; empty for until it is ended
     * @return the host, held until it is closed
     * @throws HostUnavailableException if it can't be started, or does not answer
     */
    public Host up(RegistryMirrors mirrors, Optional<Duration> keepFor) {
        Host host = open(mirrors, HostRequest.embedded());
        try {
            new HostLeases(host.client()).stay(keepFor);
            return host;
        } catch (RuntimeException e) {
            host.close();
            throw e;
        }
    }

    /**
     * Every embedded host of this user, whatever its settings.
     *
     * @return what Docker lists, whether it runs or not
     */
    public List<RunningHost> list() {
        return docker
                .listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(Map.of(HostSettings.USER_LABEL, ClusterLabels.owner()))
                .exec()
                .stream()
                .map(container -> RunningHost.of(docker, container))
                .toList();
    }

    private HostSettings settings(RegistryMirrors mirrors, HostRequest request) {
        try {
            return HostSettings.of(mirrors, request.shared());
        } catch (Exception e) {
            throw notStarted(Versions.K3S_IMAGE, Causes.message(e), e);
        }
    }

    /** Empty when it is ending, which only happens to one that was there. */
    private static Optional<Host> host(
            HostContainer container, HostSettings settings, HostRequest request, Deadline deadline)
            throws TimeoutException, InterruptedException {
        try (ContainerWatch watch = container.start()) {
            Kubeconfig kubeconfig = answering(container, watch, deadline);
            Optional<HostHold> hold =
                    HostHold.begin(kubeconfig.clientConfig(), Debugger.isPossible() ? Debugger.LEASE : HOLD);
            if (hold.isEmpty()) {
                return Optional.empty();
            }
            Host host = connected(container, kubeconfig, settings, new Release(container, hold.get(), request));
            awaitNode(host, watch, deadline);
            return Optional.of(host);
        } catch (ExecutionException | RuntimeException e) {
            requireEnding(container, settings, e);
            return Optional.empty();
        }
    }

    /** One that never got so far is of no use to anybody; who waits for it too starts another one. */
    private static Kubeconfig answering(HostContainer container, ContainerWatch watch, Deadline deadline)
            throws TimeoutException, ExecutionException, InterruptedException {
        boolean answers = false;
        try {
            Kubeconfig kubeconfig = container.kubeconfig(deadline, watch.end());
            new NestedApi(kubeconfig).awaitReady(deadline, watch.end());
            answers = true;
            return kubeconfig;
        } finally {
            if (!answers && container.isNew()) {
                container.remove();
            }
        }
    }

    private static Host connected(
            HostContainer container, Kubeconfig kubeconfig, HostSettings settings, Release release) {
        try {
            return Host.connect(
                    kubeconfig.clientConfig(),
                    "embedded K3s in Docker",
                    settings.nodePorts().locationBeside(container),
                    release,
                    Optional.of(new EmbeddedImages(container)));
        } catch (RuntimeException e) {
            release.close();
            throw e;
        }
    }

    /** Whose address is known is going to take pods; who wants some need not wait until it does. */
    private static void awaitNode(Host host, ContainerWatch watch, Deadline deadline)
            throws TimeoutException, ExecutionException, InterruptedException {
        boolean there = false;
        try {
            HostSettings.NODE.opening(host.client()).thenAcceptAsync(Runnable::run);
            Await.value(
                    Await.unless(host.client().nodes().informOnCondition(EmbeddedHosts::haveAddress), watch.end()),
                    deadline.remaining());
            there = true;
        } finally {
            if (!there) {
                host.close();
            }
        }
    }

    /** A failure of one that was there is none if it has ended meanwhile. */
    private static void requireEnding(HostContainer container, HostSettings settings, Exception failure) {
        String seen = Causes.message(failure);
        if (failure instanceof HostUnavailableException unavailable && container.isRunning()) {
            throw unavailable;
        }
        if (container.isNew()) {
            throw notStarted(settings.image(), seen, failure);
        }
        if (container.isRunning()) {
            throw unusable(settings, seen, failure);
        }
    }

    private static boolean haveAddress(List<Node> nodes) {
        return nodes.stream()
                .anyMatch(node -> node.getStatus() != null
                        && !node.getStatus().getAddresses().isEmpty());
    }

    static HostUnavailableException notStarted(String image, String seen, Exception cause) {
        return new HostUnavailableException(
                "The embedded host %s could not be started in Docker".formatted(image),
                seen,
                "check that the image can be pulled (docker pull) and that Docker allows privileged containers",
                cause);
    }

    static HostUnavailableException unusable(HostSettings settings, String seen, @Nullable Exception cause) {
        return new HostUnavailableException(
                "The embedded host %s can't be used".formatted(settings.name()),
                seen,
                "see its log: docker logs %1$s; end it: docker rm --force --volumes %1$s; then run again"
                        .formatted(settings.name()),
                cause);
    }
}
