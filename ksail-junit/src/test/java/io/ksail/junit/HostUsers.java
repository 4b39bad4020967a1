package io.ksail.junit;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.host.ClientLocation;
import io.ksail.host.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import static org.awaitility.Awaitility.await;

/** Users of the test host with permissions of their own; closing takes all of them away again. */
final class HostUsers implements AutoCloseable {

    private final Deque<HasMetadata> made = new ArrayDeque<>();

    /** A user without any permissions but those that everybody has; gives a token. */
    String token(String name) {
        ServiceAccount account = made(new ServiceAccountBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .build());
        return TestHost.client()
                .serviceAccounts()
                .resource(account)
                .tokenRequest(new TokenRequest())
                .getStatus()
                .getToken();
    }

    /** A user with certain permissions on the whole host; gives a token. */
    String token(String name, List<PolicyRule> rules) {
        made(new ClusterRoleBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withRules(rules)
                .build());
        made(new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", name)
                .addNewSubject()
                .withKind("ServiceAccount")
                .withName(name)
                .withNamespace("default")
                .endSubject()
                .build());
        String token = token(name);
        PolicyRule last = rules.get(rules.size() - 1);
        // The API server learns of a binding some moments after it is there.
        await().atMost(TestHost.PATIENCE).until(() -> isAllowed(name, last));
        return token;
    }

    private static boolean isAllowed(String name, PolicyRule rule) {
        return TestHost.client()
                .resource(new SubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withUser(userName(name))
                        .withNewResourceAttributes()
                        .withGroup(rule.getApiGroups().get(0))
                        .withResource(rule.getResources().get(0))
                        .withVerb(rule.getVerbs().get(0))
                        .endResourceAttributes()
                        .endSpec()
                        .build())
                .create()
                .getStatus()
                .getAllowed();
    }

    /** The test host, asked by somebody else. */
    static Host as(String token) {
        return Host.connect(
                new ConfigBuilder(TestHost.client().getConfiguration())
                        .withClientCertData(null)
                        .withClientKeyData(null)
                        .withOauthToken(token)
                        .build(),
                "context 'few-permissions' of a test",
                TestHost.host().clientLocation(),
                () -> {});
    }

    /** The test host, seen from somewhere else. */
    static Host sameHostFrom(ClientLocation clientLocation) {
        return Host.connect(TestHost.client().getConfiguration(), "a test's host", clientLocation, () -> {});
    }

    /** The rules of docs/host-rbac.yaml without some permissions, each as resource and verb. */
    static List<PolicyRule> documentedWithout(String... permissions) throws IOException {
        return documented("host-rbac.yaml", permissions);
    }

    /** The rules of docs/host-rbac.yaml, and of one more file in docs. */
    static List<PolicyRule> documentedWith(String file) throws IOException {
        return Stream.concat(documentedWithout().stream(), documented(file).stream())
                .toList();
    }

    /** The rules of a file in docs without some permissions. */
    static List<PolicyRule> documented(String file, String... without) throws IOException {
        Set<String> unwanted = Set.of(without);
        ClusterRole documented =
                Serialization.unmarshal(Files.readString(Path.of("..", "docs", file)), ClusterRole.class);
        List<PolicyRule> rules = new ArrayList<>();
        documented.getRules().forEach(rule -> rule.getResources().forEach(resource -> rule.getVerbs().stream()
                .filter(verb -> !unwanted.contains(resource + " " + verb))
                .forEach(verb -> rules.add(rule(rule.getApiGroups(), resource, verb)))));
        return rules;
    }

    static PolicyRule rule(List<String> groups, String resource, String verb) {
        return new PolicyRuleBuilder()
                .withApiGroups(groups)
                .withResources(resource)
                .withVerbs(verb)
                .build();
    }

    static String userName(String name) {
        return "system:serviceaccount:default:" + name;
    }

    private <T extends HasMetadata> T made(T object) {
        T created = TestHost.client().resource(object).create();
        made.push(created);
        return created;
    }

    @Override
    public void close() {
        Optional.of(made).filter(objects -> !objects.isEmpty()).ifPresent(objects -> TestHost.client()
                .resourceList(List.copyOf(objects))
                .delete());
    }
}
