package io.ksail.host;

import io.ksail.internal.KubeconfigPath;
import io.ksail.internal.Redaction;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which host cluster is wanted. A host is never guessed: a developer's own kubeconfig is read only when a kind, a file
 * or a context asks for it.
 *
 * @param kind which sort of host
 * @param kubeconfig the kubeconfig file, if one is named; default {@code ~/.kube/config}
 * @param context the context in it, if one is named; default its current context
 * @param embedded how long an embedded host stays, and who else may use it
 */
public record HostRequest(
        HostKind kind, Optional<Path> kubeconfig, Optional<String> context, EmbeddedHostOptions embedded) {

    /** The environment variable that names the host's kubeconfig file. */
    public static final String KUBECONFIG_VARIABLE = "KSAIL_HOST_KUBECONFIG";

    /** The environment variable that names the host's context. */
    public static final String CONTEXT_VARIABLE = "KSAIL_HOST_CONTEXT";

    /**
     * A request with {@link EmbeddedHostOptions#defaults()}.
     *
     * @param kind which sort of host
     * @param kubeconfig the kubeconfig file, if one is named
     * @param context the context in it, if one is named
     */
    public HostRequest(HostKind kind, Optional<Path> kubeconfig, Optional<String> context) {
        this(kind, kubeconfig, context, EmbeddedHostOptions.defaults());
    }

    /**
     * An embedded host, whatever the environment names.
     *
     * @param options how long it stays, and who else may use it
     * @return the request
     */
    public static HostRequest embedded(EmbeddedHostOptions options) {
        return new HostRequest(HostKind.EMBEDDED, Optional.empty(), Optional.empty(), options);
    }

    /**
     * Whatever the environment names, else an embedded host.
     *
     * @return the request to act on
     */
    public static HostRequest auto() {
        return new HostRequest(HostKind.AUTO, Optional.empty(), Optional.empty()).withEnvironment();
    }

    /**
     * This request with what the environment says put over it: {@code KSAIL_HOST_KUBECONFIG} and {@code
     * KSAIL_HOST_CONTEXT} beat the fields when they are set and not empty, as they do in KSail. A request for an
     * embedded host stays as it is.
     *
     * @return the request to act on
     * @throws io.ksail.spec.InvalidSpecException if {@code KSAIL_HOST_KUBECONFIG} holds no path
     */
    public HostRequest withEnvironment() {
        return withEnvironment(System::getenv);
    }

    /**
     * This request with what an environment says put over it, as {@link #withEnvironment()} does.
     *
     * @param environment gives the value of a variable, null when it is not set
     * @return the request to act on
     * @throws io.ksail.spec.InvalidSpecException if {@code KSAIL_HOST_KUBECONFIG} holds no path, such as the kubeconfig
     *     itself
     */
    public HostRequest withEnvironment(Function<String, @Nullable String> environment) {
        if (kind == HostKind.EMBEDDED) {
            return this;
        }
        return new HostRequest(
                kind,
                nonEmpty(environment.apply(KUBECONFIG_VARIABLE))
                        .map(text -> KubeconfigPath.of("environment variable " + KUBECONFIG_VARIABLE, text))
                        .or(() -> kubeconfig),
                nonEmpty(environment.apply(CONTEXT_VARIABLE)).or(() -> context),
                embedded);
    }

    /**
     * What is left to do once every source has spoken.
     *
     * @return {@link HostKind#KUBECONFIG} or {@link HostKind#EMBEDDED}
     */
    public HostKind decided() {
        if (kind != HostKind.AUTO) {
            return kind;
        }
        return kubeconfig.isPresent() || context.isPresent() ? HostKind.KUBECONFIG : HostKind.EMBEDDED;
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT)
                + kubeconfig
                        .map(path -> " kubeconfig=" + Redaction.quoted(path.toString()))
                        .orElse("")
                + context.map(name -> " context=" + Redaction.quoted(name)).orElse("");
    }

    private static Optional<String> nonEmpty(@Nullable String value) {
        return Optional.ofNullable(value).filter(text -> !text.isEmpty());
    }
}
