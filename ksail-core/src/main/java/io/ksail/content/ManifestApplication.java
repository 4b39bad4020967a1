package io.ksail.content;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.ksail.content.Rollouts.Workload;
import io.ksail.content.ServedDefinitions.ServedKinds;
import io.ksail.internal.Async;
import io.ksail.internal.Await;
import io.ksail.internal.Causes;
import io.ksail.internal.Deadline;
import io.ksail.internal.Retries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One application of manifests to one cluster, in two steps: what can be applied is, and what came too early (for a kind,
 * a namespace or a webhook that is still to come) is applied again once the workloads are available.
 */
final class ManifestApplication {

    private static final String FIELD_MANAGER = "ksail";
    private static final String DEFAULT_NAMESPACE = "default";
    private static final int AT_ONCE = 8;

    /** When an endpoint of a webhook is really reached is no event, so it is tried again after this long. */
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final KubernetesClient client;
    private final KubernetesClient impatient;
    private final Deadline deadline;
    private final ServedKinds served;
    private final List<Workload> workloads = Collections.synchronizedList(new ArrayList<>());
    private List<TooEarly> left = List.of();

    /**
     * What the cluster did not take yet.
     *
     * @param passing whether it may pass by itself even after the workloads are available
     */
    private record TooEarly(ManifestDocument document, ContentException refusal, boolean passing) {}

    ManifestApplication(KubernetesClient client, Deadline deadline) {
        this.client = client;
        this.impatient = Retries.of(client, Retries.FEW);
        this.deadline = deadline;
        this.served = new ServedKinds(impatient);
    }

    /** Applies what the cluster takes now; the order of documents of one rank is kept among custom resources. */
    void begin(List<ManifestDocument> documents) {
        Map<ApplyOrder, List<ManifestDocument>> ranks =
                documents.stream().collect(Collectors.groupingBy(ApplyOrder::of, TreeMap::new, Collectors.toList()));
        List<TooEarly> tooEarly = new ArrayList<>();
        ranks.forEach((rank, members) -> {
            int size = rank == ApplyOrder.CUSTOM_RESOURCES ? 1 : AT_ONCE;
            for (int from = 0; from < members.size(); from += size) {
                tooEarly.addAll(apply(members.subList(from, Math.min(from + size, members.size()))));
            }
            if (rank == ApplyOrder.DEFINITIONS) {
                Set<String> names = members.stream().map(ManifestDocument::name).collect(Collectors.toSet());
                new ServedDefinitions(client, served, deadline).await(names);
            }
        });
        left = tooEarly;
    }

    /** Applies what came too early, and waits for the workloads. */
    void finish() {
        if (!left.isEmpty()) {
            // They answer the webhooks, and may bring the kinds, that are still missing.
            awaitWorkloads();
            while (!left.isEmpty()) {
                left = apply(left.stream().map(TooEarly::document).toList());
                left.stream()
                        .filter(early -> !early.passing() || deadline.passed())
                        .findFirst()
                        .ifPresent(early -> {
                            throw early.refusal();
                        });
                if (!left.isEmpty()) {
                    Await.pause(PAUSE, interrupted -> left.get(0).refusal());
                }
            }
        }
        awaitWorkloads();
    }

    private void awaitWorkloads() {
        if (!workloads.isEmpty()) {
            new Rollouts(client, List.copyOf(workloads)).await(deadline);
        }
    }

    private List<TooEarly> apply(List<ManifestDocument> documents) {
        List<Supplier<Optional<TooEarly>>> all = documents.stream()
                .<Supplier<Optional<TooEarly>>>map(document -> () -> apply(document))
                .toList();
        return Async.all(all).stream().flatMap(Optional::stream).collect(Collectors.toCollection(ArrayList::new));
    }

    private Optional<TooEarly> apply(ManifestDocument document) {
        try {
            Optional<ResourceDefinitionContext> kind = served.find(document.apiVersion(), document.kind());
            if (kind.isEmpty()) {
                ContentException unknown = refused(
                        document,
                        "the API server has no kind %s in %s".formatted(document.kind(), document.apiVersion()),
                        "correct kind and apiVersion, or give the custom resource definition as well",
                        null);
                if (ApplyOrder.isBuiltIn(document.group())) {
                    throw unknown;
                }
                return Optional.of(new TooEarly(document, unknown, false));
            }
            Workload.of(apply(document, kind.get())).ifPresent(workloads::add);
            return Optional.empty();
        } catch (KubernetesClientException e) {
            ContentException refusal = refused(document, Causes.message(e), "correct the document", e);
            String words = Causes.message(e);
            if (!passes(words) && !lacksNamespace(words)) {
                throw refusal;
            }
            return Optional.of(new TooEarly(document, refusal, passes(words)));
        }
    }

    private GenericKubernetesResource apply(ManifestDocument document, ResourceDefinitionContext kind) {
        GenericKubernetesResource object = document.object();
        var all = impatient.genericKubernetesResources(kind);
        if (!kind.isNamespaceScoped()) {
            return all.resource(object)
                    .fieldManager(FIELD_MANAGER)
                    .forceConflicts()
                    .serverSideApply();
        }
        String given = object.getMetadata().getNamespace();
        return all.inNamespace(given == null || given.isEmpty() ? DEFAULT_NAMESPACE : given)
                .resource(object)
                .fieldManager(FIELD_MANAGER)
                .forceConflicts()
                .serverSideApply();
    }

    /** A webhook that does not answer yet, an account that a controller makes. */
    private static boolean passes(String words) {
        return words.contains("failed calling webhook")
                || words.contains("conversion webhook for")
                || words.contains("error looking up service account");
    }

    /** A chart may make it. */
    private static boolean lacksNamespace(String words) {
        return words.contains("namespaces \"") && words.contains("not found");
    }

    private static ContentException refused(
            ManifestDocument document, String seen, String remedy, @Nullable KubernetesClientException cause) {
        return new ContentException("The manifest %s can't be applied".formatted(document), seen, remedy, cause);
    }
}
