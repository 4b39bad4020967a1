package io.ksail.doctor;

import io.ksail.KsailException;
import io.ksail.cluster.ClusterCreationException;
import io.ksail.cluster.Clusters;
import io.ksail.doctor.FakeHost.Answers;
import io.ksail.doctor.Finding.Level;
import io.ksail.internal.preflight.Preflight;
import io.ksail.spec.Cidrs;
import io.ksail.spec.ClusterNetworks;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.ClusterSpecBuilder;
import io.ksail.spec.ConfigFiles;
import io.ksail.spec.DistributionType;
import io.ksail.spec.InvalidSpecException;
import io.ksail.spec.Persistence;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.ksail.doctor.FakeHost.Answers.ALL_IS_WELL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** The doctor and a creation ask a host the same, and agree about its answers. */
class PreflightTest {

    private static final String NAMESPACE = "POST /api/v1/namespaces";

    private static final String GRANTED = "let an administrator of the host apply docs/host-rbac.yaml and bind its"
            + " ClusterRole ksail-host-user to this user";

    private static final String MAY_ALL = "OK permissions: user 'jane' may do all that a cluster takes";
    private static final String FREE =
            "OK networks: pod network 10.42.0.0/24, node address 127.0.0.1/32, service network"
                    + " 10.43.0.0/16; the defaults of nested clusters, 10.64.0.0/16 and 10.128.0.0/16, are free";
    private static final String STORED = "OK storage: default StorageClass usual (p)";

    private static final String NOT_ALLOWED = "The user 'jane' may not create clusters on the host of a test";
    private static final String NO_NETWORKS = "The nested cluster's networks can't be used on this host";
    private static final String NOT_KEPT = "The nested cluster's state can't be kept on this host";

    private static final String NAME_ANOTHER =
            "name one that is there (persistence.storageClassName), make one the host's default with the annotation"
                    + " storageclass.kubernetes.io/is-default-class=true, or leave persistence out";

    /** @param refusal of a creation: tried, seen, remedy; empty when it goes on to its namespace */
    record Row(String what, Answers host, ClusterSpec spec, List<String> findings, List<String> refusal) {

        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Row> hosts() {
        return Stream.of(
                row("all is well", ALL_IS_WELL, named(), List.of(MAY_ALL, FREE, STORED)),
                row(
                        "permissions in the namespace are lacking",
                        ALL_IS_WELL.denying("create statefulsets", "get pods/exec", "create pods/exec"),
                        named(),
                        List.of(
                                "FAILURE permissions: user 'jane' may not create statefulsets.apps, get pods/exec, create"
                                        + " pods/exec -> " + GRANTED,
                                FREE,
                                STORED),
                        NOT_ALLOWED,
                        "may not create statefulsets.apps in namespace k3k-demo\n"
                                + "may not get, create pods/exec in namespace k3k-demo",
                        GRANTED + ", or name another host"),
                row(
                        "permissions on the host are lacking, and all else is wrong too",
                        ALL_IS_WELL
                                .denying("create namespaces", "list nodes", "create roles")
                                .withPods("10.64.0.0/14")
                                .withClasses(),
                        persistent(),
                        List.of(
                                "FAILURE permissions: user 'jane' may not create namespaces, list nodes -> " + GRANTED,
                                "WARNING networks: 10.64.0.0/16 overlaps the host's pod network 10.64.0.0/14 (node n1,"
                                        + " spec.podCIDR) -> clusters that ask for no networks get others; for those that"
                                        + " do, name other ranges (podCidr, serviceCidr)",
                                "FAILURE storage: " + NOT_KEPT
                                        + ": persistence is enabled without a storageClassName, and"
                                        + " the host has no default StorageClass: it has none at all -> "
                                        + NAME_ANOTHER),
                        NOT_ALLOWED,
                        "may not create namespaces\nmay not list nodes",
                        GRANTED + ", or name another host"),
                row(
                        "permissions are lacking that a cluster can do without",
                        ALL_IS_WELL.denying("create roles", "get pods/log"),
                        named(),
                        List.of(
                                "WARNING permissions: user 'jane' may create clusters, with less around them, but not create"
                                        + " roles.rbac.authorization.k8s.io, get pods/log -> " + GRANTED,
                                FREE,
                                STORED)),
                row(
                        "permissions of the operator's are lacking",
                        ALL_IS_WELL.denying("create clusters", "watch clusters"),
                        named().operator(true),
                        List.of(
                                "FAILURE permissions: user 'jane' may not create clusters.k3k.io, watch clusters.k3k.io -> "
                                        + GRANTED
                                        + ", and docs/host-rbac-k3k.yaml with ksail-host-user-k3k likewise",
                                FREE,
                                STORED),
                        NOT_ALLOWED,
                        "may not create, watch clusters.k3k.io in namespace k3k-demo",
                        GRANTED
                                + ", and docs/host-rbac-k3k.yaml with ksail-host-user-k3k likewise, or name another host"),
                row(
                        "nobody may ask for permissions",
                        ALL_IS_WELL.withoutReviews(),
                        named(),
                        List.of(MAY_ALL, FREE, STORED)),
                row(
                        "the defaults move aside",
                        ALL_IS_WELL.withPods("10.64.0.0/14"),
                        named(),
                        List.of(
                                MAY_ALL,
                                "WARNING networks: 10.64.0.0/16 overlaps the host's pod network 10.64.0.0/14 (node n1,"
                                        + " spec.podCIDR) -> clusters that ask for no networks get others; for those that"
                                        + " do, name other ranges (podCidr, serviceCidr)",
                                STORED)),
                row(
                        "what was asked for does not",
                        ALL_IS_WELL,
                        named().networks(new ClusterNetworks(
                                Optional.of(Cidrs.parse("10.42.0.0/16")), Optional.empty())),
                        List.of(
                                MAY_ALL,
                                "FAILURE networks: " + NO_NETWORKS
                                        + ": nested cluster CIDR overlaps: podCidr 10.42.0.0/16"
                                        + " overlaps the host's pod network 10.42.0.0/24 (node n1, spec.podCIDR) -> choose"
                                        + " another range, or leave podCidr out for one that is free",
                                STORED),
                        NO_NETWORKS,
                        "nested cluster CIDR overlaps: podCidr 10.42.0.0/16 overlaps the host's pod network 10.42.0.0/24"
                                + " (node n1, spec.podCIDR)",
                        "choose another range, or leave podCidr out for one that is free"),
                row(
                        "no StorageClass, and none needed",
                        ALL_IS_WELL.withClasses(),
                        named(),
                        List.of(
                                MAY_ALL,
                                FREE,
                                "WARNING storage: no StorageClass, so no cluster can have persistence -> install a"
                                        + " provisioner of volumes, or leave persistence out")),
                row(
                        "no default StorageClass, and a network that is taken",
                        ALL_IS_WELL.withClasses("slow", "fast"),
                        persistent()
                                .networks(new ClusterNetworks(
                                        Optional.of(Cidrs.parse("10.42.0.0/16")), Optional.empty())),
                        List.of(
                                MAY_ALL,
                                "FAILURE networks: " + NO_NETWORKS
                                        + ": nested cluster CIDR overlaps: podCidr 10.42.0.0/16"
                                        + " overlaps the host's pod network 10.42.0.0/24 (node n1, spec.podCIDR) -> choose"
                                        + " another range, or leave podCidr out for one that is free",
                                "FAILURE storage: " + NOT_KEPT
                                        + ": persistence is enabled without a storageClassName, and"
                                        + " the host has no default StorageClass: it has fast, slow -> "
                                        + NAME_ANOTHER),
                        NOT_KEPT,
                        "persistence is enabled without a storageClassName, and the host has no default StorageClass: it"
                                + " has fast, slow",
                        "name one that is there (persistence.storageClassName), make one the host's default with the"
                                + " annotation storageclass.kubernetes.io/is-default-class=true, or leave persistence out"),
                row(
                        "no StorageClass of that name",
                        ALL_IS_WELL,
                        named().persistence(
                                        Persistence.EPHEMERAL.withEnabled(true).withStorageClassName("fast")),
                        List.of(
                                MAY_ALL,
                                FREE,
                                "FAILURE storage: " + NOT_KEPT
                                        + ": the host has no StorageClass 'fast': it has slow, usual -> "
                                        + NAME_ANOTHER),
                        NOT_KEPT,
                        "the host has no StorageClass 'fast': it has slow, usual",
                        "name one that is there (persistence.storageClassName), make one the host's default with the"
                                + " annotation storageclass.kubernetes.io/is-default-class=true, or leave persistence out"),
                row(
                        "no default StorageClass, and one that is named",
                        ALL_IS_WELL.withClasses("slow"),
                        named().persistence(
                                        Persistence.EPHEMERAL.withEnabled(true).withStorageClassName("slow")),
                        List.of(MAY_ALL, FREE, "OK storage: StorageClass slow, which persistence asks for")),
                row(
                        "networks that are asked for and free",
                        ALL_IS_WELL.withPods("10.64.0.0/14"),
                        named().networks(new ClusterNetworks(
                                Optional.of(Cidrs.parse("10.1.0.0/16")), Optional.of(Cidrs.parse("10.2.0.0/16")))),
                        List.of(
                                MAY_ALL,
                                "OK networks: pod network 10.64.0.0/14, node address 127.0.0.1/32, service network"
                                        + " 10.43.0.0/16; podCidr 10.1.0.0/16 and serviceCidr 10.2.0.0/16 are free",
                                STORED)),
                row(
                        "networks of kind.yaml that are taken",
                        ALL_IS_WELL,
                        named().distribution(DistributionType.VANILLA)
                                .configFiles(ConfigFiles.NONE.with("kind.yaml", """
                                        apiVersion: kind.x-k8s.io/v1alpha4
                                        kind: Cluster
                                        networking: {serviceSubnet: 10.43.0.0/16}
                                        """)),
                        List.of(
                                MAY_ALL,
                                "FAILURE networks: " + NO_NETWORKS + ": nested cluster CIDR overlaps: serviceCidr"
                                        + " 10.43.0.0/16 overlaps the host's service network 10.43.0.0/16 (ServiceCIDR"
                                        + " kubernetes) -> choose another range, or leave serviceCidr out for one that is"
                                        + " free",
                                STORED),
                        NO_NETWORKS,
                        "nested cluster CIDR overlaps: serviceCidr 10.43.0.0/16 overlaps the host's service network"
                                + " 10.43.0.0/16 (ServiceCIDR kubernetes)",
                        "choose another range, or leave serviceCidr out for one that is free"),
                row("a default StorageClass", ALL_IS_WELL, persistent(), List.of(MAY_ALL, FREE, STORED)),
                row(
                        "StorageClasses are not shown",
                        ALL_IS_WELL.withHiddenClasses(),
                        persistent(),
                        List.of(
                                MAY_ALL,
                                FREE,
                                "WARNING storage: not known: storageclasses is forbidden: User \"jane\" cannot create"
                                        + " resource \"objects\" -> ask as a user who may look, or ignore this")));
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void the_doctor_shows_what_a_creation_goes_by(Row row) {
        try (FakeHost fake = new FakeHost(row.host())) {
            List<Finding> all = Doctor.examine(fake.host(), row.spec());
            assertThat(all)
                    .extracting(Finding::check)
                    .containsExactly(
                            "connection",
                            "distribution",
                            "permissions",
                            "privileged pods",
                            "networks",
                            "Gateway API",
                            "load balancer",
                            "node ports",
                            "cgroups",
                            "storage");
            List<Finding> findings = all.stream()
                    .filter(finding ->
                            List.of("permissions", "networks", "storage").contains(finding.check()))
                    .toList();
            assertThat(findings).extracting(Finding::toString).isEqualTo(row.findings());

            fake.requests().clear();
            KsailException ended = creation(fake, row.spec());
            if (row.refusal().isEmpty()) {
                assertThat(fake.requests()).contains(NAMESPACE);
            } else {
                assertThat(fake.requests()).doesNotContain(NAMESPACE);
                assertThat(List.of(ended.tried(), ended.seen(), ended.remedy())).isEqualTo(row.refusal());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void what_the_doctor_calls_an_error_a_creation_refuses_in_the_same_words(Row row) {
        try (FakeHost fake = new FakeHost(row.host())) {
            List<Finding> errors = Doctor.examine(fake.host(), row.spec()).stream()
                    .filter(finding -> finding.level() == Level.FAILURE)
                    .toList();
            fake.requests().clear();
            KsailException ended = creation(fake, row.spec());
            if (errors.isEmpty()) {
                assertThat(fake.requests()).contains(NAMESPACE);
            } else if (ended instanceof InvalidSpecException) {
                assertThat(errors).anySatisfy(error -> assertThat(List.of(error.seen(), error.remedy()))
                        .containsExactly(ended.tried() + ": " + ended.seen(), ended.remedy()));
                assertThat(fake.requests()).doesNotContain(NAMESPACE);
            } else {
                assertThat(ended).isInstanceOf(ClusterCreationException.class);
                assertThat(permissions(ended.seen()))
                        .containsExactlyElementsOf(permissions(errors.get(0).seen()));
                assertThat(ended.remedy()).startsWith(errors.get(0).remedy());
                assertThat(fake.requests()).doesNotContain(NAMESPACE);
            }
        }
    }

    /** Of which a whole creation takes Helm. */
    @Test
    void they_agree_about_what_a_VCluster_is_granted() throws InterruptedException {
        ClusterSpec spec = named().distribution(DistributionType.VCLUSTER).build();
        String remedy = GRANTED + ", and docs/host-rbac-vcluster.yaml with ksail-host-user-vcluster likewise";
        Answers denying = ALL_IS_WELL.denying("escalate roles", "bind roles", "patch pods/resize");
        try (FakeHost fake = new FakeHost(denying)) {
            assertThat(Doctor.examine(fake.host(), spec))
                    .extracting(Finding::toString)
                    .contains("FAILURE permissions: user 'jane' may not patch pods/resize -> " + remedy);
            assertThat(catchThrowableOfType(
                            ClusterCreationException.class, () -> new Preflight(fake.host(), spec).require()))
                    .extracting(KsailException::tried, KsailException::seen, KsailException::remedy)
                    .containsExactly(
                            NOT_ALLOWED,
                            "may not patch pods/resize in namespace vcluster-demo",
                            remedy + ", or name another host");
        }
        Answers escalating = ALL_IS_WELL.denying("patch pods/resize").withPods("10.64.0.0/14");
        try (FakeHost fake = new FakeHost(escalating)) {
            assertThat(Doctor.examine(fake.host(), spec))
                    .extracting(Finding::toString)
                    .contains(MAY_ALL, "OK networks: the host's own are used: VCluster has no others", STORED);
            assertThat(new Preflight(fake.host(), spec).require()).isSameAs(spec);
        }
    }

    @Test
    void what_no_host_can_make_is_a_finding_too_and_the_host_is_examined_all_the_same() {
        ClusterSpec spec = named().distribution(DistributionType.VANILLA)
                .configFiles(ConfigFiles.NONE.with("kind.yaml", """
                        apiVersion: kind.x-k8s.io/v1alpha4
                        kind: Cluster
                        networking: {podSubnet: 10.1.0.0/16, serviceSubnet: 10.1.128.0/20}
                        """))
                .build();
        try (FakeHost fake = new FakeHost(ALL_IS_WELL)) {
            KsailException ended = creation(fake, spec);
            assertThat(ended).hasMessageContaining("podCidr 10.1.0.0/16 and serviceCidr 10.1.128.0/20 overlap");
            assertThat(Doctor.examine(fake.host(), spec))
                    .extracting(Finding::toString)
                    .contains(
                            "FAILURE distribution: %s: %s -> %s".formatted(ended.tried(), ended.seen(), ended.remedy()),
                            MAY_ALL,
                            STORED);
        }
    }

    @Test
    void an_operator_that_is_not_there_is_a_failure_as_for_a_creation() {
        ClusterSpec spec = named().operator(true).build();
        try (FakeHost fake = new FakeHost(ALL_IS_WELL.withoutOperator())) {
            KsailException ended = creation(fake, spec);
            assertThat(ended.tried()).isEqualTo("The operator k3k can't make cluster 'demo'");
            assertThat(Doctor.examine(fake.host(), spec))
                    .extracting(Finding::toString)
                    .contains("FAILURE distribution: %s: %s -> %s"
                            .formatted(ended.tried(), ended.seen(), ended.remedy()));
        }
    }

    @Test
    void a_creation_asks_no_more_than_it_has_to() {
        try (FakeHost fake = new FakeHost(ALL_IS_WELL.withClasses())) {
            creation(fake, named().build());
            assertThat(fake.requests())
                    .containsExactlyInAnyOrder(
                            "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                            "GET /api/v1/nodes",
                            "GET /apis/networking.k8s.io/v1/servicecidrs",
                            "GET /apis",
                            "GET /api/v1/namespaces/kube-system/configmaps/kubeadm-config",
                            "GET /api/v1/namespaces/kube-system/configmaps/kube-proxy",
                            "GET /api/v1/namespaces/kube-flannel/configmaps/kube-flannel-cfg",
                            NAMESPACE);
        }
    }

    @Test
    void and_asks_it_at_once() {
        try (FakeHost fake = new FakeHost(ALL_IS_WELL)) {
            CountDownLatch together = fake.answeringTogether();
            long begun = System.nanoTime();
            creation(fake, persistent().build());
            assertThat(together.getCount()).isZero();
            assertThat(System.nanoTime() - begun).as("nobody waited in vain").isLessThan(20_000_000_000L);
            assertThat(fake.requests()).contains(NAMESPACE);
        }
    }

    @Test
    void a_thread_that_is_interrupted_makes_nothing() {
        try (FakeHost fake = new FakeHost(ALL_IS_WELL)) {
            Thread.currentThread().interrupt();
            assertThat(creation(fake, named().build()).seen())
                    .isEqualTo("the thread was interrupted while asking the host whether it can be created there");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(fake.requests()).doesNotContain(NAMESPACE);
        }
    }

    private static KsailException creation(FakeHost fake, ClusterSpec spec) {
        return catchThrowableOfType(
                KsailException.class, () -> Clusters.on(fake.host()).create(spec));
    }

    /** One by one; a creation tells them by kind of object, and where. */
    private static List<String> permissions(String seen) {
        return seen.lines()
                .map(line -> line.replaceFirst(".*may not ", "").replaceFirst(" in namespace .*", ""))
                .flatMap(line -> Stream.of(line.split(", "))
                        .map(one -> one.contains(" ") ? one : one + line.substring(line.lastIndexOf(' '))))
                .toList();
    }

    private static ClusterSpecBuilder named() {
        return ClusterSpec.named("demo");
    }

    private static ClusterSpecBuilder persistent() {
        return named().persistence(Persistence.EPHEMERAL.withEnabled(true));
    }

    private static Row row(
            String what, Answers host, ClusterSpecBuilder spec, List<String> findings, String... refusal) {
        return new Row(what, host, spec.build(), findings, List.of(refusal));
    }
}
