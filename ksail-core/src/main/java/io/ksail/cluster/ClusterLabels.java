package io.ksail.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.ksail.KsailException;
import io.ksail.internal.Causes;
import io.ksail.spec.ClusterSpec;
import io.ksail.spec.DistributionType;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whose an object on the host is, and until when it is wanted. Nothing without these labels is ever deleted, whatever
 * its name. The labels are KSail's own, so that each tool lists the other's clusters.
 */
final class ClusterLabels {

    static final String MANAGED_BY = "ksail.io/managed-by";
    static final String MANAGED_BY_VALUE = "ksail";
    static final String CLUSTER = "ksail.io/cluster";
    static final String DISTRIBUTION = "ksail.io/distribution";

    /** Which operator has made it, where one has. */
    static final String OPERATOR = "ksail.io/operator";

    /**
     * Until when the namespace is wanted, by the host's clock: an instant as ISO 8601 in UTC, to the second; at first how
     * long from its creation, as ISO 8601 as well ({@code PT2M}), since no other clock is known then.
     */
    static final String EXPIRES = "ksail.io/expires";

    /** How long nobody may renew until the namespace is deleted, where that is not what its lease was at first. */
    static final String LEASE_SECONDS = "ksail.io/lease-seconds";

    /** What the users of a shared cluster agree on; absent where it is one process's own. */
    static final String SHARED = "ksail.io/shared";

    /** Why the creation of a shared cluster failed, for those who wait for it. */
    static final String FAILURE = "ksail.io/failure";

    /** Since when the cluster is handed over to its user: an instant as ISO 8601 in UTC, to the second. */
    static final String READY_SINCE = "ksail.io/ready-since";

    static final String EXPOSURE = "ksail.io/exposure";
    static final String API_URL = "ksail.io/api-url";
    static final String TALOS_ENDPOINT = "ksail.io/talos-endpoint";

    /** Why better ways to expose it were skipped, one to a line. */
    static final String SKIPPED = "ksail.io/skipped-exposures";

    /** Who has asked for the deletion, and why; for whoever used the cluster. */
    static final String DELETED_BY = "ksail.io/deleted-by";

    static final String OWNER = "ksail.io/owner";
    static final String CREATED_BY = "ksail.io/created-by";
    static final String REQUESTED_BY = "ksail.io/requested-by";

    private static final Map<String, String> ALLOWING_PRIVILEGED_PODS = Map.of(
            "pod-security.kubernetes.io/enforce", "privileged",
            "pod-security.kubernetes.io/audit", "privileged",
            "pod-security.kubernetes.io/warn", "privileged");

    private static final int LONGEST_WORDS = 16_000;
    private static final int LONGEST_NOTE = 500;

    private ClusterLabels() {}

    static Map<String, String> labels(ClusterSpec spec) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(MANAGED_BY, MANAGED_BY_VALUE);
        labels.put(CLUSTER, spec.name().value());
        labels.put(DISTRIBUTION, spec.distribution().yamlName());
        labels.put("app.kubernetes.io/managed-by", MANAGED_BY_VALUE);
        if (spec.operator()) {
            labels.put(OPERATOR, "k3k");
        }
        return labels;
    }

    static Namespace namespace(ClusterSpec spec, boolean privilegedPods) {
        NamespaceBuilder namespace = new NamespaceBuilder()
                .withNewMetadata()
                .withName(spec.namespace())
                .withLabels(labels(spec))
                .addToLabels(privilegedPods ? ALLOWING_PRIVILEGED_PODS : Map.of())
                .addToAnnotations(EXPIRES, fromCreation(spec.lease()))
                .addToAnnotations(OWNER, owner())
                .addToAnnotations(CREATED_BY, creator())
                .endMetadata();
        spec.requestedBy().ifPresent(who -> namespace
                .editMetadata()
                .addToAnnotations(REQUESTED_BY, who)
                .endMetadata());
        return namespace.build();
    }

    /** A moment that nobody's clock is needed for. */
    static String fromCreation(Duration time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static String expiry(ClusterSpec spec, Instant now) {
        return now.plus(spec.lease()).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static String seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Of a failure, as they are left for others: annotations of an object have room for 256 KiB altogether. */
    static String notDeleted(Throwable failure) {
        String words = failure instanceof KsailException known ? known.seen() : Causes.message(failure);
        return words.substring(0, Math.min(words.length(), LONGEST_WORDS));
    }

    /**
     * Whether a namespace is a cluster's. Labels can be put onto any namespace later on, a name can't: only one that is
     * called as a cluster's is, and by the very name in its label, can have been made for one.
     */
    static boolean isOurs(Namespace namespace) {
        return isLabelled(namespace)
                && DistributionType.isNamespaceOf(
                        namespace.getMetadata().getName(),
                        namespace.getMetadata().getLabels().get(CLUSTER));
    }

    /** Whether an object says that it is a cluster's. */
    static boolean isLabelled(HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return labels != null && MANAGED_BY_VALUE.equals(labels.get(MANAGED_BY)) && labels.containsKey(CLUSTER);
    }

    /** Whether the lease has run out; false for a namespace without a lease, which is kept until it is deleted. */
    static boolean hasExpired(HasMetadata object, Instant now) {
        return expiry(object).filter(expires -> expires.isBefore(now)).isPresent();
    }

    /** Until when it is wanted, by whoever wants it longest; empty for one without a lease, or with one that can't be read. */
    static Optional<Instant> expiry(HasMetadata object) {
        return annotation(object, EXPIRES).flatMap(text -> moment(object, text)).map(expires -> Stream.concat(
                        Stream.of(expires), ClusterClaim.claims(object).values().stream())
                .max(Comparator.naturalOrder())
                .orElse(expires));
    }

    /** What an annotation with a moment says; empty if it can't be read, which is no reason to delete anything. */
    static Optional<Instant> moment(HasMetadata object, String text) {
        try {
            return Optional.of(
                    text.startsWith("P")
                            ? Instant.parse(object.getMetadata().getCreationTimestamp())
                                    .plus(Duration.parse(text))
                            : Instant.parse(text));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    static Optional<String> annotation(HasMetadata object, String key) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return Optional.ofNullable(annotations).map(all -> all.get(key));
    }

    /** An annotation for a person to read: whoever may write it could write anything. */
    static Optional<String> note(HasMetadata object, String key) {
        return annotation(object, key)
                .map(text -> text.replaceAll("\\p{Cntrl}", " ").strip())
                .map(text -> text.length() <= LONGEST_NOTE ? text : text.substring(0, LONGEST_NOTE) + "…");
    }

    /** The user of this process, as this machine calls them. */
    static String owner() {
        return System.getProperty("user.name");
    }

    static String creator() {
        return "%s, process %d".formatted(owner(), ProcessHandle.current().pid());
    }
}
