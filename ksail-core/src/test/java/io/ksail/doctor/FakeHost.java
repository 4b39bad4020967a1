package io.ksail.doctor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributes;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.ksail.host.ClientLocation;
import io.ksail.host.Host;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An API server that answers what a cluster takes, and refuses its namespace. */
final class FakeHost implements AutoCloseable {

    private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private static final String CLASSES = "/apis/storage.k8s.io/v1/storageclasses";
    private static final String REFUSAL = """
            {"kind": "Status", "status": "Failure", "code": %d, "message": "%s: User \\"jane\\" cannot create resource \\"objects\\""}""";

    /** What it says; no reviews or no classes is for a user who may not ask. */
    record Answers(Optional<Set<String>> denied, String podCidr, Optional<List<String>> classes, boolean operator) {

        static final Answers ALL_IS_WELL = new Answers(
                Optional.of(Set.of()), "10.42.0.0/24", Optional.of(List.of("slow", "usual (default)")), true);

        Answers denying(String... permissions) {
            return new Answers(Optional.of(Set.of(permissions)), podCidr, classes, operator);
        }

        Answers withoutReviews() {
            return new Answers(Optional.empty(), podCidr, classes, operator);
        }

        Answers withPods(String cidr) {
            return new Answers(denied, cidr, classes, operator);
        }

        Answers withClasses(String... names) {
            return new Answers(denied, podCidr, Optional.of(List.of(names)), operator);
        }

        Answers withHiddenClasses() {
            return new Answers(denied, podCidr, Optional.empty(), operator);
        }

        Answers withoutOperator() {
            return new Answers(denied, podCidr, classes, false);
        }
    }

    private final Answers answers;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final Host host;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch together = new CountDownLatch(0);

    FakeHost(Answers answers) {
        this.answers = answers;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .build();
        host = Host.connect(config, "a test", ClientLocation.of(ClientLocation.Kind.OUTSIDE), () -> {});
        requests.clear();
    }

    Host host() {
        return host;
    }

    /** What it was asked after its version. */
    List<String> requests() {
        return requests;
    }

    /** From now on permissions, nodes and StorageClasses are answered only once it was asked for all three. */
    CountDownLatch answeringTogether() {
        together = new CountDownLatch(3);
        return together;
    }

    private void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String request = exchange.getRequestMethod() + " " + path;
        requests.add(request);
        if (Set.of(REVIEWS, CLASSES, "/api/v1/nodes").contains(path)) {
            awaitOthers();
        }
        String answer = answer(request, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        byte[] body = answer.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(
                answer.contains("\"code\": 403") ? 403 : answer.contains("\"code\": 404") ? 404 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void awaitOthers() {
        together.countDown();
        try {
            together.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String answer(String request, String body) {
        return switch (request) {
            case "GET /version" -> "{\"gitVersion\": \"v1.36.4\"}";
            case "POST /apis/authentication.k8s.io/v1/selfsubjectreviews" -> """
                {"kind": "SelfSubjectReview", "status": {"userInfo": {"username": "jane"}}}""";
            case "POST " + REVIEWS ->
                answers.denied()
                        .map(denied -> """
                    {"kind": "SelfSubjectAccessReview", "status": {"allowed": %s}}""".formatted(isAllowed(denied, body)))
                        .orElse(REFUSAL.formatted(403, "selfsubjectaccessreviews is forbidden"));
            case "GET /api/v1/nodes" -> """
                {"kind": "NodeList", "items": [{"metadata": {"name": "n1"}, "spec": {"podCIDR": "%s"},
                 "status": {"addresses": [{"type": "InternalIP", "address": "127.0.0.1"}]}}]}""".formatted(answers.podCidr());
            case "GET /apis/networking.k8s.io/v1/servicecidrs" -> """
                {"kind": "ServiceCIDRList", "items": [{"kind": "ServiceCIDR", "metadata": {"name": "kubernetes"},
                 "spec": {"cidrs": ["10.43.0.0/16"]}}]}""";
            case "GET /apis" -> "{\"kind\": \"APIGroupList\", \"groups\": []}";
            case "GET " + CLASSES ->
                answers.classes().map(FakeHost::listed).orElse(REFUSAL.formatted(403, "storageclasses is forbidden"));
            case "GET /apis/k3k.io/v1beta1" -> """
                {"kind": "APIResourceList", "resources": [%s]}""".formatted(answers.operator() ? "{\"name\": \"clusters\"}" : "");
            case "POST /api/v1/namespaces", "GET /apis/apps/v1/deployments" ->
                REFUSAL.formatted(403, "this is forbidden");
            default -> REFUSAL.formatted(404, "not there");
        };
    }

    private static String listed(List<String> classes) {
        return classes.stream()
                .map(name -> """
                        {"metadata": {"name": "%s", "annotations": {"storageclass.kubernetes.io/is-default-class": "%s"}},
                         "provisioner": "p"}""".formatted(name.replace(" (default)", ""), name.endsWith(" (default)")))
                .collect(Collectors.joining(",", "{\"kind\": \"StorageClassList\", \"items\": [", "]}"));
    }

    /** Who is denied anything is not allowed everything either. */
    private static boolean isAllowed(Set<String> denied, String review) {
        ResourceAttributes asked = Serialization.unmarshal(review, SelfSubjectAccessReview.class)
                .getSpec()
                .getResourceAttributes();
        String resource = Stream.of(asked.getResource(), asked.getSubresource())
                .filter(part -> part != null)
                .collect(Collectors.joining("/"));
        return asked.getVerb().equals("*") ? denied.isEmpty() : !denied.contains(asked.getVerb() + " " + resource);
    }

    @Override
    public void close() {
        host.close();
        server.stop(0);
        threads.shutdownNow();
    }
}
