package io.ksail.junit;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBindingBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.ksail.doctor.Doctor;
import io.ksail.doctor.Finding;
import io.ksail.doctor.Finding.Level;
import io.ksail.host.Host;
import io.ksail.host.HostKind;
import io.ksail.host.HostRequest;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.DistributionType;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The doctor's findings on a real host are true, and it leaves nothing there. */
class DoctorIT {

    private final HostUsers users = new HostUsers();
    private final Deque<HasMetadata> made = new ArrayDeque<>();

    @AfterEach
    void nothing_is_left() {
        made.forEach(object -> TestHost.client().resource(object).delete());
        users.close();
        TestHost.assertEmpty();
    }

    @Test
    void a_host_that_can_hold_clusters() {
        List<Finding> findings = Doctor.examine(TestHost.host());
        assertThat(findings)
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
        assertThat(findings).noneMatch(finding -> finding.level() == Level.FAILURE);
        // Which cgroups there are is the machine's affair.
        assertThat(findings)
                .filteredOn(finding -> !finding.check().equals("cgroups"))
                .allMatch(finding -> finding.level() == Level.OK);
        assertThat(of(findings, "connection").seen()).contains(TestHost.host().version());
        assertThat(of(findings, "permissions").seen()).isEqualTo("user 'system:admin' may do all that a cluster takes");
        assertThat(of(findings, "networks").seen())
                .contains("pod network 10.42.0.0/24", "service network 10.43.0.0/16")
                .contains("10.64.0.0/16 and 10.128.0.0/16, are free");
        assertThat(of(findings, "cgroups").seen()).startsWith("version ");
        assertThat(of(findings, "storage").seen()).startsWith("default StorageClass ");
    }

    @Test
    void a_user_with_too_few_rights() {
        String token = users.token(
                "doctors-patient",
                List.of(new PolicyRuleBuilder()
                        .withApiGroups("")
                        .withResources(
                                "namespaces", "services", "secrets", "serviceaccounts", "pods", "nodes", "events")
                        .withVerbs("*")
                        .build()));
        try (Host host = HostUsers.as(token)) {
            List<Finding> findings = Doctor.examine(host);
            assertThat(of(findings, "permissions")).satisfies(permissions -> {
                assertThat(permissions.level()).isEqualTo(Level.FAILURE);
                assertThat(permissions.seen())
                        .isEqualTo(
                                "user 'system:serviceaccount:default:doctors-patient' may not create statefulsets.apps,"
                                        + " get pods/exec, create pods/exec");
                assertThat(permissions.remedy()).contains("docs/host-rbac.yaml");
            });
            assertThat(of(findings, "privileged pods").level()).isEqualTo(Level.OK);
            assertThat(of(findings, "cgroups").seen()).startsWith("not known");
            assertThat(of(findings, "storage").seen()).startsWith("not known: ");
        }
    }

    @Test
    void a_virtual_cluster_takes_other_rights_and_neither_privileged_pods_nor_networks() throws Exception {
        ClusterSpec virtual = ClusterSpec.named("doctor")
                .distribution(DistributionType.VCLUSTER)
                .build();
        assertThat(of(Doctor.examine(TestHost.host(), virtual), "privileged pods"))
                .satisfies(finding -> {
                    assertThat(finding.level()).isEqualTo(Level.OK);
                    assertThat(finding.seen()).isEqualTo("not needed: VCluster has none");
                });
        try (Host host = HostUsers.as(users.token("doctors-tenant", HostUsers.documentedWithout()))) {
            assertThat(of(Doctor.examine(host), "permissions").level()).isEqualTo(Level.OK);
            List<Finding> findings = Doctor.examine(host, virtual);
            assertThat(of(findings, "permissions")).satisfies(permissions -> {
                assertThat(permissions.level()).isEqualTo(Level.FAILURE);
                assertThat(permissions.seen()).contains("create deployments.apps");
                assertThat(permissions.remedy()).contains("docs/host-rbac-vcluster.yaml with ksail-host-user-vcluster");
            });
            assertThat(of(findings, "networks").seen()).startsWith("the host's own are used");
        }
    }

    @Test
    void a_user_with_no_rights_at_all_gets_every_finding() {
        try (Host host = HostUsers.as(users.token("doctors-stranger"))) {
            List<Finding> findings = Doctor.examine(host);
            assertThat(findings).hasSize(10);
            assertThat(of(findings, "connection").level()).isEqualTo(Level.OK);
            assertThat(of(findings, "permissions").level()).isEqualTo(Level.FAILURE);
            assertThat(of(findings, "privileged pods").seen()).startsWith("not known: namespaces is forbidden");
            assertThat(of(findings, "networks").level()).isEqualTo(Level.WARNING);
        }
    }

    @Test
    void a_host_that_denies_privileged_pods() {
        make(new ValidatingAdmissionPolicyBuilder()
                .withNewMetadata()
                .withName("doctor-no-privileged-pods")
                .endMetadata()
                .withNewSpec()
                .withFailurePolicy("Fail")
                .withNewMatchConstraints()
                .addNewResourceRule()
                .withApiGroups("")
                .withApiVersions("v1")
                .withOperations("CREATE")
                .withResources("pods")
                .endResourceRule()
                .endMatchConstraints()
                .addNewValidation()
                .withExpression("!object.spec.containers.exists(c, c.?securityContext.privileged.orValue(false))")
                .withMessage("this host allows no privileged pods")
                .endValidation()
                .endSpec()
                .build());
        make(new ValidatingAdmissionPolicyBindingBuilder()
                .withNewMetadata()
                .withName("doctor-no-privileged-pods")
                .endMetadata()
                .withNewSpec()
                .withPolicyName("doctor-no-privileged-pods")
                .withValidationActions("Deny")
                .endSpec()
                .build());
        // A policy takes effect some time after it was made, and nothing says when.
        await().atMost(TestHost.PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(
                        of(Doctor.examine(TestHost.host()), "privileged pods"))
                .satisfies(finding -> {
                    assertThat(finding.level()).isEqualTo(Level.FAILURE);
                    assertThat(finding.seen()).contains("this host allows no privileged pods");
                    assertThat(finding.remedy()).contains("ksail.io/managed-by=ksail");
                }));
    }

    @Test
    void a_namespace_that_a_killed_doctor_left_behind_is_one_that_expires() {
        make(new NamespaceBuilder()
                .withNewMetadata()
                .withName("ksail-doctor-not-ours")
                .endMetadata()
                .build());
        try (var probe = io.ksail.cluster.ProbeNamespace.create(TestHost.host(), "doctor")) {
            var namespace =
                    TestHost.client().namespaces().withName(probe.name()).get();
            assertThat(namespace.getMetadata().getLabels())
                    .containsEntry("ksail.io/managed-by", "ksail")
                    .containsKey("ksail.io/cluster");
            assertThat(namespace.getMetadata().getAnnotations()).containsKey("ksail.io/expires");
        }
        assertThat(TestHost.client()
                        .namespaces()
                        .withName("ksail-doctor-not-ours")
                        .get()
                        .getMetadata()
                        .getDeletionTimestamp())
                .isNull();
    }

    @Test
    void a_kubeconfig_that_leads_nowhere() throws Exception {
        int unused;
        try (ServerSocket socket = new ServerSocket(0)) {
            unused = socket.getLocalPort();
        }
        HostRequest request = new HostRequest(
                HostKind.KUBECONFIG,
                Optional.of(TestHost.kubeconfigThrough("https://127.0.0.1:" + unused)),
                Optional.empty());
        assertThat(Doctor.examine(request)).singleElement().satisfies(connection -> {
            assertThat(connection.check()).isEqualTo("connection");
            assertThat(connection.level()).isEqualTo(Level.FAILURE);
            assertThat(connection.seen()).contains("does not answer at https://127.0.0.1:" + unused);
            assertThat(connection.remedy()).isNotEmpty();
        });
    }

    private static Finding of(List<Finding> findings, String check) {
        return findings.stream()
                .filter(finding -> finding.check().equals(check))
                .findFirst()
                .orElseThrow();
    }

    private void make(HasMetadata object) {
        made.push(TestHost.client().resource(object).create());
    }
}
