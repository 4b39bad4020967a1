package io.ksail.junit;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.ksail.KsailException;
import io.ksail.cluster.Clusters;
import io.ksail.host.Host;
import io.ksail.host.HostKind;
import io.ksail.host.HostRequest;
import io.ksail.internal.LentClient;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;

/** One host for all classes of a test run that ask for the same one, in whatever words. */
final class Hosts {

    /** Tells a host's client from its clusters in the store. */
    private record ClientKey(Host host) {}

    private Hosts() {}

    static Host of(Declaration declaration, ExtensionContext context) {
        return of(declaration.settings().host(), TestRun.of(context));
    }

    static Host of(HostRequest request, TestRun run) {
        StoredResource<?> stored = (StoredResource<?>) run.store().getOrComputeIfAbsent(key(request), key -> {
            Host host = find(request);
            return new StoredResource<>(host, host::close);
        });
        return (Host) stored.value();
    }

    private static Host find(HostRequest request) {
        try {
            return Host.find(request);
        } catch (LinkageError | ServiceConfigurationError e) {
            if (ClientVersions.explained(e) instanceof KsailException explained) {
                throw explained;
            }
            throw e;
        }
    }

    /** A client of that host for tests, which they may close and change: KSail's own is another one. */
    static KubernetesClient client(Declaration declaration, ExtensionContext context) {
        Host host = of(declaration, context);
        return (KubernetesClient) context.getStore(StoreScope.LAUNCHER_SESSION, StoredResource.NAMESPACE)
                .getOrComputeIfAbsent(
                        new ClientKey(host),
                        key -> {
                            LentClient lent = LentClient.of(host.client());
                            return new StoredResource<>(lent, lent::takeBack);
                        },
                        StoredResource.class)
                .value();
    }

    /** The clusters of that host, which know what others took long to find out about it. */
    static Clusters clusters(HostRequest request, TestRun run) {
        Host host = of(request, run);
        StoredResource<?> stored = (StoredResource<?>) run.store().getOrComputeIfAbsent(host, key -> {
            Clusters clusters = Clusters.on(host);
            return new StoredResource<>(clusters, clusters::endFillingPool);
        });
        return (Clusters) stored.value();
    }

    /** Equal for requests that mean the same host. */
    static Object key(HostRequest request) {
        return request.decided() == HostKind.EMBEDDED
                ? new HostRequest(
                        HostKind.EMBEDDED, Optional.empty(), Optional.empty(), request.keepFor(), request.shared())
                : request;
    }
}
