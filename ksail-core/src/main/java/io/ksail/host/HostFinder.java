package io.ksail.host;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.internal.Causes;
import io.ksail.spec.RegistryMirrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Turns a request into a host that answered, or into one message that says what was tried and why it failed. */
final class HostFinder {

    private static final String HOW_TO_NAME_A_HOST = """
            name an existing cluster with KSAIL_HOST_KUBECONFIG and/or KSAIL_HOST_CONTEXT (or ksail.host.kubeconfig, \
            ksail.host.context, or on the annotation),
            or make an embedded host possible: a Docker engine that runs, and io.ksail:ksail-testcontainers on the \
            class path""";

    private final HostRequest request;

    HostFinder(HostRequest request) {
        this.request = request;
    }

    Host find() {
        return request.decided() == HostKind.EMBEDDED ? embedded() : existing();
    }

    private Host existing() {
        Path file = request.kubeconfig().orElseGet(HostFinder::defaultKubeconfig);
        String yaml = read(file);
        io.fabric8.kubernetes.api.model.Config model = parse(file, yaml);
        String context = context(file, model);
        Config config = Config.fromKubeconfig(context, file.toFile());
        return Host.connect(config, "context '%s' of %s".formatted(context, file), Optional.empty(), () -> {});
    }

    private static Path defaultKubeconfig() {
        return Path.of(System.getProperty("user.home"), ".kube", "config");
    }

    private String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            String why = e instanceof NoSuchFileException ? "there is no such file" : String.valueOf(e.getMessage());
            throw new HostUnavailableException(
                    "The host's kubeconfig %s can't be read".formatted(file), why, HOW_TO_NAME_A_HOST, e);
        }
    }

    private static io.fabric8.kubernetes.api.model.Config parse(Path file, String yaml) {
        io.fabric8.kubernetes.api.model.@Nullable Config model = null;
        @Nullable RuntimeException cause = null;
        try {
            model = Serialization.unmarshal(yaml, io.fabric8.kubernetes.api.model.Config.class);
        } catch (RuntimeException e) {
            cause = e;
        }
        if (model == null || model.getContexts().isEmpty()) {
            throw new HostUnavailableException(
                    "The host's kubeconfig %s can't be used".formatted(file),
                    cause == null ? "it names no context" : Causes.words(cause),
                    "give a file that kubectl accepts; check with: kubectl config get-contexts --kubeconfig " + file,
                    cause);
        }
        return model;
    }

    private String context(Path file, io.fabric8.kubernetes.api.model.Config model) {
        List<String> names =
                model.getContexts().stream().map(NamedContext::getName).toList();
        String wanted = request.context().orElse(model.getCurrentContext());
        if (wanted == null || wanted.isEmpty()) {
            throw new HostUnavailableException(
                    "The host's kubeconfig %s can't be used".formatted(file),
                    "it has no current context, and no context was named",
                    "name one of: " + String.join(", ", names),
                    null);
        }
        if (!names.contains(wanted)) {
            throw new HostUnavailableException(
                    "The host's context '%s' can't be used".formatted(wanted),
                    "%s has no such context".formatted(file),
                    "name one of: " + String.join(", ", names),
                    null);
        }
        return wanted;
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
                    .start(RegistryMirrors.fromEnvironment());
        } catch (HostUnavailableException e) {
            if (request.kind() == HostKind.EMBEDDED) {
                throw e;
            }
            throw new HostUnavailableException(
                    "No usable host cluster", """
                    existing cluster: none is named (KSAIL_HOST_KUBECONFIG and KSAIL_HOST_CONTEXT are not set)
                    embedded host: %s: %s""".formatted(e.tried(), e.seen()), HOW_TO_NAME_A_HOST, e);
        }
    }
}
