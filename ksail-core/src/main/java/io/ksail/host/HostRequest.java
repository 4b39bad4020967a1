package io.ksail.host;

import io.ksail.internal.KubeconfigPath;
import io.ksail.internal.Redaction;
import io.ksail.spec.InvalidSpecException;
import java.nio.file.Path;
import java.time.Duration;
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
 * @param keepFor how long an embedded host stays when this process has closed it, unless others use it: zero ends it; empty
 *     means as {@code ~/.ksail.properties} says, or else {@link #KEPT_FOR}
 * @param shared whether other processes of the user may have the same embedded host; one that is not shared ends when it is
 *     closed
 */
public record HostRequest(
        HostKind kind,
        Optional<Path> kubeconfig,
        Optional<String> context,
        Optional<Duration> keepFor,
        boolean shared) {

    /** How long an embedded host stays unless somebody says: from one test JVM of a build to the next. */
    public static final Duration KEPT_FOR = Duration.ofSeconds(30);

    /** The environment variable that names the host's kubeconfig file. */
    public static final String KUBECONFIG_VARIABLE = "KSAIL_HOST_KUBECONFIG";

    /** The environment variable that names the host's context. */
    public static final String CONTEXT_VARIABLE = "KSAIL_HOST_CONTEXT";

    /**
     * Checks the time.
     *
     * @throws InvalidSpecException if it is negative
     */
    public HostRequest {
        keepFor.filter(Duration::isNegative).ifPresent(time -> {
            throw new InvalidSpecException(
                    "The time %s can't be used".formatted(time),
                    "an embedded host can't be kept for a negative time",
                    "give zero, or a time such as 30m");
        });
    }

    /**
     * A request for a host that is shared and kept as usual, if it is embedded.
     *
     * @param kind which sort of host
     * @param kubeconfig the kubeconfig file, if one is named
     * @param context the context in it, if one is named
     */
    public HostRequest(HostKind kind, Optional<Path> kubeconfig, Optional<String> context) {
        this(kind, kubeconfig, context, Optional.empty(), true);
    }

    /**
     * An embedded host, whatever the environment names.
     *
     * @return the request
     */
    public static HostRequest embedded() {
        return new HostRequest(HostKind.EMBEDDED, Optional.empty(), Optional.empty());
    }

    /**
     * This request, where an embedded host stays for another time.
     *
     * @param time how long it stays when this process has closed it; zero ends it, unless others use it
     * @return another request
     * @throws InvalidSpecException if it is negative
     */
    public HostRequest withKeepFor(Duration time) {
        return new HostRequest(kind, kubeconfig, context, Optional.of(time), shared);
    }

    /**
     * This request, where no other process uses an embedded host.
     *
     * @return another request
     */
    public HostRequest notShared() {
        return new HostRequest(kind, kubeconfig, context, keepFor, false);
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
     * @throws InvalidSpecException if {@code KSAIL_HOST_KUBECONFIG} holds no path
     */
    public HostRequest withEnvironment() {
        return withEnvironment(System::getenv);
    }

    /**
     * This request with what an environment says put over it, as {@link #withEnvironment()} does.
     *
     * @param environment gives the value of a variable, null when it is not set
     * @return the request to act on
     * @throws InvalidSpecException if {@code KSAIL_HOST_KUBECONFIG} holds no path, such as the kubeconfig
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
                keepFor,
                shared);
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
