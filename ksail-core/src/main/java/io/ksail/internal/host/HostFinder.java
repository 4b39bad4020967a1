package io.ksail.internal.host;

import io.fabric8.kubernetes.client.Config;
import io.ksail.host.ClientLocation;
import io.ksail.host.EmbeddedHostProvider;
import io.ksail.host.Host;
import io.ksail.host.HostKind;
import io.ksail.host.HostRequest;
import io.ksail.host.HostUnavailableException;
import io.ksail.internal.Home;
import io.ksail.spec.RegistryMirrors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;

/** Turns a request into a host that answered, or into one message that says what was tried and why it failed. */
public final class HostFinder {

    static final String HOW_TO_NAME_A_HOST = """
            name an existing cluster with KSAIL_HOST_KUBECONFIG and/or KSAIL_HOST_CONTEXT (or ksail.host.kubeconfig, \
            ksail.host.context, or on the annotation),
            or make an embedded host possible: a Docker engine that runs, and io.ksail:ksail-testcontainers on the \
            class path""";

    private final HostRequest request;
    private final PodServiceAccount aroundThisPod;
    private final Path home;

    HostFinder(HostRequest request, PodServiceAccount aroundThisPod, Path home) {
        this.request = request;
        this.aroundThisPod = aroundThisPod;
        this.home = home;
    }

    /**
     * Finds and connects to the host that is asked for, by this process' environment.
     *
     * @throws HostUnavailableException if there is none, with every attempt and why it failed
     */
    public static Host find(HostRequest request) {
        return new HostFinder(request, PodServiceAccount.ofThisProcess(), Home.directory()).find();
    }

    /**
     * Whether a request for an existing host names one, or one is found without being named.
     *
     * @param request what is asked for
     * @param home where the user's own kubeconfig is
     * @return false where an embedded host is all that is left
     */
    public static boolean leadsAnywhere(HostRequest request, Path home) {
        return new HostFinder(request, PodServiceAccount.ofThisProcess(), home).leadsAnywhere();
    }

    private boolean leadsAnywhere() {
        return isNamed()
                || hasCurrentContext(usersKubeconfig())
                || aroundThisPod.clientConfig().isPresent();
    }

    private boolean isNamed() {
        return request.kubeconfig().isPresent() || request.context().isPresent();
    }

    private Path usersKubeconfig() {
        return home.resolve(".kube").resolve("config");
    }

    private static boolean hasCurrentContext(Path file) {
        return Files.exists(file) && HostKubeconfig.namesCurrentContext(file);
    }

    Host find() {
        return request.decided() == HostKind.EMBEDDED ? embedded() : existing();
    }

    private Host existing() {
        Path file = request.kubeconfig().orElseGet(this::usersKubeconfig);
        Optional<Config> pod = isNamed() || hasCurrentContext(file) ? Optional.empty() : aroundThisPod.clientConfig();
        if (pod.isPresent()) {
            return Host.connect(
                    pod.get(),
                    "the service account of this pod",
                    ClientLocation.of(ClientLocation.Kind.IN_A_POD),
                    () -> {});
        }
        HostKubeconfig kubeconfig = HostKubeconfig.read(file);
        String context = kubeconfig.context(request.context());
        return Host.connect(
                kubeconfig.clientConfig(context, System::getenv),
                "context '%s' of %s".formatted(context, file),
                ClientLocation.of(ClientLocation.Kind.OUTSIDE),
                () -> {});
    }

    private Host embedded() {
        Optional<EmbeddedHostProvider> provider =
                ServiceLoader.load(EmbeddedHostProvider.class).findFirst();
        try {
            return provider.orElseThrow(() -> new HostUnavailableException(
                            "An embedded host can't be started",
                            "io.ksail:ksail-testcontainers is not on the class path",
                            HOW_TO_NAME_A_HOST,
                            null))
                    .start(
                            RegistryMirrors.fromEnvironment(),
                            UserSettings.in(home).completed(request));
        } catch (HostUnavailableException e) {
            if (request.kind() == HostKind.EMBEDDED) {
                throw e;
            }
            throw new HostUnavailableException(
                    "No usable host cluster",
                    """
                    existing cluster: none is named (KSAIL_HOST_KUBECONFIG and KSAIL_HOST_CONTEXT are not set)%s
                    embedded host: %s: %s""".formatted(aboutThisPod(), e.tried(), e.seen()),
                    HOW_TO_NAME_A_HOST,
                    e);
        }
    }

    private String aboutThisPod() {
        return aroundThisPod.clientConfig().isEmpty()
                ? ""
                : "\ncluster around this pod: not used unless it is asked for (ksail.host=kubeconfig)";
    }
}
