package io.ksail.spec.yaml;

import io.ksail.internal.DistributionDescriptor;
import io.ksail.spec.ChartChoice;
import io.ksail.spec.ClusterName;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ClusterSpecBuilder;
import io.ksail.spec.ComputeResource;
import io.ksail.spec.DistributionType;
import io.ksail.spec.KsailConfig;
import io.ksail.spec.NodeResources;
import io.ksail.spec.Persistence;
import io.ksail.spec.Readiness;
import io.ksail.spec.RegistryMirrors;
import io.ksail.spec.ResourceQuantity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** Any valid configuration, with a liking for values that are hard to write. */
final class RandomConfigs {

    private static final List<String> AWKWARD = List.of(
            "true",
            "null",
            "~",
            "no",
            "1e3",
            "0x1F",
            "1_000",
            "1.34",
            "007",
            ".inf",
            "=",
            "<<",
            "- a",
            "a: b",
            "a #b",
            " a ",
            "'",
            "\"",
            "\\",
            "{a}",
            "[a]",
            "&a",
            "*a",
            "!a",
            "%a",
            "@a",
            "`a",
            "|",
            ">",
            "?",
            ":",
            ",",
            "#",
            "${HOME}",
            "$${A}",
            "${A:-b}",
            "\ufeffa",
            "\u202ea",
            "生产",
            "😀",
            "---",
            "...",
            "x".repeat(900),
            "2026-11-22",
            "1:30");

    private final Random random;

    RandomConfigs(long seed) {
        this.random = new Random(seed);
    }

    KsailConfig next() {
        return new KsailConfig(spec(), maybe(this::path), maybe(this::text), maybe(this::path), maybe(this::text));
    }

    private ClusterSpec spec() {
        ClusterSpecBuilder spec = ClusterSpec.named(name())
                .distribution(one(DistributionDescriptor.names().toArray(String[]::new)))
                .controlPlanes(1 + random.nextInt(ClusterSpec.MAX_CONTROL_PLANES))
                .workers(random.nextInt(ClusterSpec.MAX_WORKERS + 1))
                .readiness(one(Readiness.values()))
                .readyTimeout(duration())
                .lease(duration())
                .persistence(persistence())
                .resources(resources())
                .mirrors(mirrors());
        networks(spec);
        maybe(() -> random.nextInt(9) + "." + random.nextInt(99) + ".4" + one("", "+k3s1", "-k3s1"))
                .ifPresent(version -> spec.kubernetesVersion(one("", "v") + version));
        maybe(() -> one("kindest/node", "registry.example.com:5000/a/b", "localhost/x") + one("", ":v1.36.4", ":1"))
                .ifPresent(spec::nodeImage);
        maybe(() -> one("eg", "true", "1", "null", "my.class-2", "no")).ifPresent(spec::gatewayClassName);
        maybe(this::text).ifPresent(spec::requestedBy);
        maybe(() -> one("mirror.example.com", "localhost:5000/a")).ifPresent(spec::imageRegistry);
        maybe(() -> one("true", "0.37.1", "1"))
                .ifPresent(version -> spec.chart(ChartChoice.DEFAULT
                        .withName(one("vcluster", "oci://registry.example.com/charts/vcluster"))
                        .withRepository("https://charts.example.com")
                        .withVersion(version)));
        spec.installOperator(random.nextBoolean());
        if (spec.build().distribution().equals(DistributionType.K3S)) {
            spec.operator(random.nextBoolean()).serverArguments(one(List.of(), List.of("--a=${B}", "true", "1")));
        }
        return spec.build();
    }

    private ClusterName name() {
        return new ClusterName(one("demo", "true", "null", "1", "1e3", "0x1", "no", "y", "a-b", "a".repeat(40)));
    }

    private void networks(ClusterSpecBuilder spec) {
        String pods4 = "10.%d.0.0/16".formatted(random.nextInt(100));
        String services4 = "10.%d.0.0/20".formatted(130 + random.nextInt(100));
        String pods6 = "fd00:%x::/56".formatted(random.nextInt(0x1000));
        String services6 = "fd01:%x::/112".formatted(random.nextInt(0x1000));
        switch (random.nextInt(6)) {
            case 0 -> spec.podCidr(pods4);
            case 1 -> spec.serviceCidr(services4);
            case 2 -> spec.podCidr(pods6).serviceCidr(services6);
            case 3 -> spec.podCidr(pods4 + "," + pods6).serviceCidr(services4 + "," + services6);
            case 4 -> spec.podCidr(pods6 + ", " + pods4).serviceCidr(services6 + "," + services4);
            default -> {
                // Neither is asked for.
            }
        }
    }

    private Persistence persistence() {
        Persistence kept = Persistence.EPHEMERAL
                .withEnabled(random.nextBoolean())
                .withSize(new ResourceQuantity(one("20Gi", "1e10", "2000000000", "1.5Ti", "100Mi")));
        return random.nextBoolean() ? kept : kept.withStorageClassName(one("fast", "true", "5", "a.b"));
    }

    private NodeResources resources() {
        NodeResources resources = NodeResources.DEFAULT;
        for (ComputeResource resource : ComputeResource.values()) {
            boolean cpu = resource == ComputeResource.CPU;
            if (random.nextBoolean()) {
                resources = resources.withRequest(
                        resource,
                        new ResourceQuantity(cpu ? one("1", "0.5", "100m", "1e-1") : one("1Gi", "200Mi", "1e9")));
            }
            if (random.nextBoolean()) {
                resources = resources.withLimit(
                        resource, new ResourceQuantity(cpu ? one("2", "1.5", "4000m") : one("2Gi", "1.5Ti", "1E")));
            }
        }
        return resources;
    }

    private RegistryMirrors mirrors() {
        RegistryMirrors mirrors = RegistryMirrors.none();
        for (int i = random.nextInt(4); i > 0; i--) {
            mirrors = mirrors.with(
                    one("docker.io", "ghcr.io", "*", "localhost:5000", "[::1]:5000", "true", "1"),
                    one("http://10.0.0.1:5000", "https://mirror.example.com/a/b", "http://[::1]:5000/x"));
        }
        return mirrors;
    }

    private Duration duration() {
        return switch (random.nextInt(4)) {
            case 0 -> Duration.ofNanos(1 + random.nextInt(1_000_000_000));
            case 1 -> Duration.ofSeconds(1 + random.nextInt(100_000));
            case 2 -> Duration.ofMinutes(1 + random.nextInt(10_000));
            default -> Duration.ofMillis(1 + random.nextInt(10_000_000));
        };
    }

    private Path path() {
        return Path.of(
                "/" + one("home/me", "tmp", "~", "${HOME}", "a b", "ä") + "/" + one("config", "k: v", "#", "$${x"));
    }

    private String text() {
        String text = AWKWARD.get(random.nextInt(AWKWARD.size()));
        return random.nextBoolean() ? text : text + one(" ", "'", "\"", ":", "#", "$", "{", "\\", "ä");
    }

    private <T> Optional<T> maybe(Supplier<T> value) {
        return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private <T> T one(T... values) {
        return values[random.nextInt(values.length)];
    }
}
