package io.ksail.junit;

import io.ksail.host.HostKind;
import io.ksail.host.HostRequest;
import io.ksail.internal.Debugger;
import io.ksail.internal.Durations;
import io.ksail.internal.Home;
import io.ksail.internal.KubeconfigPath;
import io.ksail.internal.Redaction;
import io.ksail.internal.UserPath;
import io.ksail.internal.host.UserSettings;
import io.ksail.spec.ClusterName;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ClusterSpecBuilder;
import io.ksail.spec.ExposureType;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.KsailConfig;
import io.ksail.spec.yaml.KsailYaml;
import java.net.URL;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a declaration asks for once every source has spoken: configuration parameters beat the environment, which beats
 * the annotation's attributes, which beat its {@code ksail.yaml}. Each value is made when it is asked for, so that what is
 * wrong with it is told then; the file is read once. Thread-safe.
 */
final class Settings {

    /** How long a cluster that is kept to be looked into stays, unless told otherwise. */
    static final Duration KEPT_FOR = Duration.ofHours(1);

    private static final Duration LEASE_ON_EMBEDDED_HOST = Duration.ofMinutes(1);

    static final String READY_TIMEOUT_VARIABLE = "KSAIL_NESTED_READY_TIMEOUT";

    private final Class<?> testClass;
    private final NestedCluster declaration;
    private final Function<String, Optional<String>> parameters;
    private final Function<String, @Nullable String> environment;
    private final Optional<ConfigFile> file;
    private final Optional<Combination> combination;

    Settings(
            Class<?> testClass,
            NestedCluster declaration,
            Function<String, Optional<String>> parameters,
            Function<String, @Nullable String> environment) {
        this.testClass = testClass;
        this.declaration = declaration;
        this.parameters = parameters;
        this.environment = environment;
        this.file = parameter("ksail.config")
                .or(() -> given(declaration.config()))
                .map(location -> new ConfigFile(location, testClass));
        this.combination = Optional.empty();
    }

    private Settings(Settings shared, Combination combination) {
        this.testClass = shared.testClass;
        this.declaration = shared.declaration;
        this.parameters = shared.parameters;
        this.environment = shared.environment;
        this.file = shared.file;
        this.combination = Optional.of(combination);
    }

    /** The same in one combination of a matrix. */
    Settings with(Combination value) {
        return new Settings(this, value);
    }

    HostRequest host() {
        HostRequest host = named();
        Optional<Duration> keepFor = parameter("ksail.host.keepFor")
                .map(text -> duration("configuration parameter ksail.host.keepFor", text));
        boolean shared = parameter("ksail.host.shared")
                .map(text -> yesOrNo("ksail.host.shared", text))
                .orElse(true);
        return new HostRequest(host.kind(), host.kubeconfig(), host.context(), keepFor, shared);
    }

    private HostRequest named() {
        Optional<String> kubeconfig = parameter("ksail.host.kubeconfig");
        Optional<String> context = parameter("ksail.host.context");
        boolean namedByParameter = kubeconfig.isPresent() || context.isPresent();
        HostKind kind = parameter("ksail.host")
                .map(Settings::kind)
                .orElse(namedByParameter ? HostKind.KUBECONFIG : declaration.host());
        if (kind == HostKind.EMBEDDED) {
            return HostRequest.embedded();
        }
        Optional<KsailConfig> config = file.map(ConfigFile::read);
        HostRequest declared = new HostRequest(
                        kind,
                        given(declaration.hostKubeconfig())
                                .map(text -> KubeconfigPath.of("attribute hostKubeconfig", text))
                                .or(() -> config.flatMap(KsailConfig::hostKubeconfig)),
                        given(declaration.hostContext()).or(() -> config.flatMap(KsailConfig::hostContext)))
                .withEnvironment(environment);
        return new HostRequest(
                kind,
                kubeconfig
                        .map(text -> KubeconfigPath.of("configuration parameter ksail.host.kubeconfig", text))
                        .or(declared::kubeconfig),
                context.or(declared::context));
    }

    /** In which combination of a matrix, if it is in one. */
    Optional<Combination> combination() {
        return combination;
    }

    /** What somebody has named it; that of a test method's own begins so. */
    Optional<ClusterName> givenName() {
        return given(declaration.name()).map(ClusterName::new).or(() -> file.flatMap(ConfigFile::name));
    }

    /** What to create; where nobody names it, it is called something new each time. */
    ClusterSpec cluster() {
        ClusterName generated = ClusterName.generatedFor(testClass);
        ClusterSpecBuilder spec =
                file.map(each -> each.read().cluster().toBuilder()).orElseGet(() -> ClusterSpec.named(generated));
        spec.name(givenName()
                .map(name -> declaration.scope() == Scope.METHOD ? name.unique() : name)
                .orElse(generated));
        spec.requestedBy(testClass.getName());
        only("distribution", declaration.distribution()).ifPresent(spec::distribution);
        if (declaration.operator()) {
            spec.operator(true);
        }
        if (declaration.withoutNodes()) {
            spec.withoutNodes(true);
        }
        parameter("ksail.installOperator")
                .map(text -> yesOrNo("ksail.installOperator", text))
                .ifPresent(spec::installOperator);
        only("readiness", declaration.readiness()).ifPresent(spec::readiness);
        parameter("ksail.kubernetesVersion")
                .or(() -> given(declaration.kubernetesVersion()))
                .ifPresent(spec::kubernetesVersion);
        parameter("ksail.nodeImage").or(() -> given(declaration.nodeImage())).ifPresent(spec::nodeImage);
        parameter("ksail.gatewayClassName")
                .or(() -> given(declaration.gatewayClassName()))
                .ifPresent(spec::gatewayClassName);
        parameter("ksail.exposure")
                .map(Settings::exposure)
                .or(() -> only("exposure", declaration.exposure()))
                .ifPresent(spec::exposure);
        parameter("ksail.readyTimeout")
                .map(text -> duration("configuration parameter ksail.readyTimeout", text))
                .or(() -> given(environment.apply(READY_TIMEOUT_VARIABLE))
                        .map(text -> duration("environment variable " + READY_TIMEOUT_VARIABLE, text)))
                .or(() -> given(declaration.readyTimeout()).map(text -> duration("attribute readyTimeout", text)))
                .ifPresent(spec::readyTimeout);
        parameter("ksail.lease")
                .map(text -> duration("configuration parameter ksail.lease", text))
                .or(this::usualLease)
                .ifPresent(spec::lease);
        combination.ifPresent(each -> each.applyTo(spec));
        return spec.build();
    }

    /** Whether the cluster stays once its tests are over. */
    Keep keep() {
        return parameter("ksail.keep").map(Settings::keep).orElse(declaration.keep());
    }

    /** How long it stays; empty when nobody said. */
    Optional<Duration> keepFor() {
        return parameter("ksail.keepFor")
                .map(text -> duration("configuration parameter ksail.keepFor", text))
                .or(() -> given(declaration.keepFor()).map(text -> duration("attribute keepFor", text)));
    }

    /** How many clusters this JVM may have at once; empty for no cap. */
    OptionalInt maxClusters() {
        return number("ksail.maxClusters", 1, "leave it out for no cap");
    }

    /** How many clusters may stand or be made for classes that have not begun; empty when nobody said. */
    OptionalInt lookAhead() {
        return number("ksail.lookAhead", 0, "leave it out for as many as the host is good for");
    }

    /** How many clusters wait on the host for whoever needs one; 0 when nobody said. */
    int pool() {
        return number("ksail.pool", 0, "leave it out for none")
                .orElseGet(() -> UserSettings.in(Home.directory()).pool().orElse(0));
    }

    private OptionalInt number(String parameter, int least, String otherwise) {
        Optional<String> text = parameter(parameter);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!text.get().matches("\\d{1,6}") || Integer.parseInt(text.get()) < least) {
            throw new InvalidSpecException(
                    "The configuration parameter %s=%s can't be used"
                            .formatted(parameter, Redaction.quoted(text.get())),
                    "it is not a number from %d".formatted(least),
                    "write it like 4, or " + otherwise);
        }
        return OptionalInt.of(Integer.parseInt(text.get()));
    }

    /** Refuses attributes that exclude one another. */
    void requireConsistent() {
        lookAhead();
        pool();
        combination.flatMap(each -> Matrix.of(each.testClass())).ifPresent(matrix -> matrix.requireOpen(declaration));
        if (given(declaration.keepFor()).isPresent() && declaration.scope() != Scope.SUITE && keep() == Keep.NEVER) {
            throw contradiction(
                    "keepFor",
                    "nothing is kept: scope is %s, and keep is NEVER".formatted(declaration.scope()),
                    "use it with scope = SUITE, or with keep");
        }
        if (declaration.exclusive() && declaration.scope() == Scope.METHOD) {
            throw contradiction("exclusive", "scope is METHOD, so no two tests share a cluster", "leave it out");
        }
        if (declaration.exclusive()
                && declaration.scope() == Scope.CLASS
                && given(declaration.name()).isEmpty()) {
            throw contradiction("exclusive", "the cluster has no name, so no other class shares it", "leave it out");
        }
    }

    private InvalidSpecException contradiction(String attribute, String seen, String remedy) {
        return new InvalidSpecException(
                "The attribute %s of %s can't be used".formatted(attribute, testClass.getName()), seen, remedy);
    }

    /** Java's annotations have no value for "not given" but an empty array. */
    private static <T> Optional<T> only(String attribute, T[] values) {
        if (values.length > 1) {
            throw new InvalidSpecException(
                    "The attribute %s can't be used".formatted(attribute),
                    "it has %d values: %s".formatted(values.length, Arrays.toString(values)),
                    "give one");
        }
        return Arrays.stream(values).findFirst();
    }

    private Optional<String> parameter(String key) {
        return parameters.apply(key).flatMap(Settings::given);
    }

    private static Optional<String> given(@Nullable String text) {
        return Optional.ofNullable(text).map(String::strip).filter(value -> !value.isEmpty());
    }

    private static boolean yesOrNo(String parameter, String text) {
        if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
            throw new InvalidSpecException(
                    "The configuration parameter %s=%s can't be used".formatted(parameter, Redaction.quoted(text)),
                    "it is neither true nor false",
                    "write true or false, or leave it out");
        }
        return text.equalsIgnoreCase("true");
    }

    private static Keep keep(String text) {
        return Arrays.stream(Keep.values())
                .filter(keep -> keep.name().equalsIgnoreCase(text.replace('-', '_')))
                .findFirst()
                .orElseThrow(() -> new InvalidSpecException(
                        "The configuration parameter ksail.keep=%s can't be used".formatted(Redaction.quoted(text)),
                        "it says nothing of when to keep a cluster",
                        "use one of: never, on_failure, always"));
    }

    private static HostKind kind(String text) {
        return Arrays.stream(HostKind.values())
                .filter(kind -> kind.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new InvalidSpecException(
                        "The configuration parameter ksail.host=%s can't be used".formatted(Redaction.quoted(text)),
                        "there is no such sort of host",
                        "use one of: "
                                + String.join(
                                        ", ",
                                        Arrays.stream(HostKind.values())
                                                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                                                .toList())));
    }

    /** As Java or as {@code ksail.yaml} spells it. */
    private static ExposureType exposure(String text) {
        return Arrays.stream(ExposureType.values())
                .filter(type ->
                        type.name().equalsIgnoreCase(text) || type.yamlName().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new InvalidSpecException(
                        "The configuration parameter ksail.exposure=%s can't be used".formatted(Redaction.quoted(text)),
                        "there is no such way to expose an API server",
                        "use one of: "
                                + String.join(
                                        ", ",
                                        Arrays.stream(ExposureType.values())
                                                .map(ExposureType::yamlName)
                                                .toList())));
    }

    /**
     * How long a host keeps what a process that was killed has left. Nothing lies between this JVM and an embedded host that
     * could hold up a renewal for long, and who stops a test to run it again wants the names back.
     */
    private Optional<Duration> usualLease() {
        if (Debugger.isPossible()) {
            return Optional.of(Debugger.LEASE);
        }
        return host().decided() == HostKind.EMBEDDED ? Optional.of(LEASE_ON_EMBEDDED_HOST) : Optional.empty();
    }

    private static Duration duration(String where, String text) {
        return Durations.parse(text)
                .orElseThrow(() -> new InvalidSpecException(
                        "The %s '%s' can't be used".formatted(where, Redaction.quoted(text)),
                        "it " + Durations.whatIsWrongWith(text),
                        "write it like 90s, 3m, 1m30s or PT3M"));
    }

    /** The {@code ksail.yaml}: a path, or a resource on the class path of a test class. */
    private static final class ConfigFile {

        private static final String ON_CLASS_PATH = "classpath:";

        private final String location;
        private final Class<?> testClass;
        private final ClusterName unnamed;
        private @Nullable KsailConfig config;

        ConfigFile(String location, Class<?> testClass) {
            this.location = location;
            this.testClass = testClass;
            this.unnamed = ClusterName.generatedFor(testClass);
        }

        /** Empty where the file says none. */
        Optional<ClusterName> name() {
            return Optional.of(read().cluster().name()).filter(name -> !name.equals(unnamed));
        }

        /** As it is at the first time. */
        synchronized KsailConfig read() {
            if (config == null) {
                config = location.startsWith(ON_CLASS_PATH)
                        ? KsailYaml.read(resource(), unnamed)
                        : KsailYaml.read(UserPath.of(location), unnamed);
            }
            return config;
        }

        private URL resource() {
            String resource = location.substring(ON_CLASS_PATH.length());
            String absolute = resource.startsWith("/") ? resource.substring(1) : resource;
            URL found = testClass.getClassLoader().getResource(absolute);
            if (found == null) {
                throw new InvalidSpecException(
                        "The configuration '%s' of %s can't be read".formatted(location, testClass.getName()),
                        "the class path has no resource " + absolute,
                        "put the file into src/test/resources, or give a path without classpath:");
            }
            return found;
        }
    }
}
