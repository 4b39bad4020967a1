package io.ksail.internal.namespace;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.ksail.KsailException;
import io.ksail.internal.Causes;
import io.ksail.internal.DistributionDescriptor;
import io.ksail.spec.ClusterSpec;
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
public final class ClusterLabels {

    /** Who manages an object; the value is {@link #MANAGED_BY_VALUE}. */
    public static final String MANAGED_BY = "ksail.io/managed-by";
    /** The value of {@link #MANAGED_BY}. */
    public static final String MANAGED_BY_VALUE = "ksail";
    /** The cluster's name. */
    public static final String CLUSTER = "ksail.io/cluster";
    /** The cluster's distribution, as {@code ksail.yaml} calls it. */
    public static final String DISTRIBUTION = "ksail.io/distribution";

    /**
     * Until when the namespace is wanted, by the host's clock: an instant as ISO 8601 in UTC, to the second; at first how
     * long from its creation, as ISO 8601 as well ({@code PT2M}), since no other clock is known then.
     */
    public static final String EXPIRES = "ksail.io/expires";

    /** How long nobody may renew until the namespace is deleted, where that is not what its lease was at first. */
    public static final String LEASE_SECONDS = "ksail.io/lease-seconds";

    /** What the users of a shared cluster agree on; absent where it is one process's own. */
    public static final String SHARED = "ksail.io/shared";

    /** Why the creation of a shared cluster failed, for those who wait for it. */
    public static final String FAILURE = "ksail.io/failure";

    /** Since when the cluster is handed over to its user: an instant as ISO 8601 in UTC, to the second. */
    public static final String READY_SINCE = "ksail.io/ready-since";

    /** How its API is exposed, as {@code ksail.yaml} calls it. */
    public static final String EXPOSURE = "ksail.io/exposure";
    /** Where its API is. */
    public static final String API_URL = "ksail.io/api-url";
    /** Host and port of its Talos API, once it is exposed. */
    public static final String TALOS_ENDPOINT = "ksail.io/talos-endpoint";

    /** Why better ways to expose it were skipped, one to a line. */
    public static final String SKIPPED = "ksail.io/skipped-exposures";

    /** Who has asked for the deletion, and why; for whoever used the cluster. */
    public static final String DELETED_BY = "ksail.io/deleted-by";

    /** The user of whoever has made it. */
    public static final String OWNER = "ksail.io/owner";
    /** Who has made it: user and process. */
    public static final String CREATED_BY = "ksail.io/created-by";
    /** What it was made for, such as a test class. */
    public static final String REQUESTED_BY = "ksail.io/requested-by";

    /** What a cluster is {@link #REQUESTED_BY requested by} that was begun for nobody in particular. */
    public static final String FOR_POOL = "the pool";

    private static final Map<String, String> ALLOWING_PRIVILEGED_PODS = Map.of(
            "pod-security.kubernetes.io/enforce", "privileged",
            "pod-security.kubernetes.io/audit", "privileged",
            "pod-security.kubernetes.io/warn", "privileged");

    private static final int LONGEST_WORDS = 16_000;
    private static final int LONGEST_NOTE = 500;

    private ClusterLabels() {}

    /**
     * What is on every object of a cluster, besides what its distribution adds.
     *
     * @param spec the cluster
     * @return labels
     */
    public static Map<String, String> labels(ClusterSpec spec) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(MANAGED_BY, MANAGED_BY_VALUE);
        labels.put(CLUSTER, spec.name().value());
        labels.put(DISTRIBUTION, spec.distribution());
        labels.put("app.kubernetes.io/managed-by", MANAGED_BY_VALUE);
        return labels;
    }

    /**
     * The namespace of a cluster, to be made.
     *
     * @param spec the cluster
     * @param labels what is on every object of it
     * @param privilegedPods whether pods in it may be privileged
     * @return not yet on the host
     */
    public static Namespace namespace(ClusterSpec spec, Map<String, String> labels, boolean privilegedPods) {
        NamespaceBuilder namespace = new NamespaceBuilder()
                .withNewMetadata()
                .withName(spec.namespace())
                .withLabels(labels)
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

    /** What to write onto a namespace that was made for nobody in particular, so that it says the same as one of this process. */
    static Map<String, Optional<String>> taken(ClusterSpec spec, Duration leaseAtFirst, Instant now) {
        Optional<String> anotherLease = Optional.of(spec.lease())
                .filter(lease -> !lease.equals(leaseAtFirst))
                .map(ClusterLabels::leaseSeconds);
        return Map.of(
                EXPIRES,
                Optional.of(seconds(now.plus(spec.lease()))),
                LEASE_SECONDS,
                anotherLease,
                OWNER,
                Optional.of(owner()),
                CREATED_BY,
                Optional.of(creator()),
                REQUESTED_BY,
                spec.requestedBy());
    }

    /** The length of a lease, as {@link #LEASE_SECONDS} and the guard have it. */
    static String leaseSeconds(Duration lease) {
        return String.valueOf(Math.max(1, lease.toSeconds()));
    }

    /** A moment that nobody's clock is needed for. */
    static String fromCreation(Duration time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /**
     * A moment, as annotations have it.
     *
     * @param instant by the host's clock
     * @return ISO 8601 in UTC, to the second
     */
    public static String seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /**
     * A failure, as it is left for others: annotations of an object have room for 256 KiB altogether.
     *
     * @param failure why the creation failed
     * @return annotations
     */
    public static Map<String, Optional<String>> failure(Throwable failure) {
        String words = failure instanceof KsailException known ? known.seen() : Causes.message(failure);
        return Map.of(FAILURE, Optional.of(words.substring(0, Math.min(words.length(), LONGEST_WORDS))));
    }

    /**
     * Whether a namespace is a cluster's. Labels can be put onto any namespace later on, a name can't: only one that is
     * called as a cluster's is, and by the very name in its label, can have been made for one.
     *
     * @param namespace a namespace of the host
     * @return whether it may be treated as a cluster
     */
    public static boolean isOurs(Namespace namespace) {
        return isLabelled(namespace)
                && DistributionDescriptor.isNamespaceOf(
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

    /**
     * Until when it is wanted, by whoever wants it longest.
     *
     * @param object a namespace
     * @return empty for one without a lease, or with one that can't be read
     */
    public static Optional<Instant> expiry(HasMetadata object) {
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

    /**
     * What an annotation says, to be judged: whoever may write it could write anything.
     *
     * @param object any object
     * @param key which annotation
     * @return its value
     */
    public static Optional<String> annotation(HasMetadata object, String key) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return Optional.ofNullable(annotations).map(all -> all.get(key));
    }

    /**
     * An annotation for a person to read: without control characters, and not too long.
     *
     * @param object any object
     * @param key which annotation
     * @return its value
     */
    public static Optional<String> note(HasMetadata object, String key) {
        return annotation(object, key)
                .map(text -> text.replaceAll("\\p{Cntrl}", " ").strip())
                .map(text -> text.length() <= LONGEST_NOTE ? text : text.substring(0, LONGEST_NOTE) + "…");
    }

    /**
     * The user of this process.
     *
     * @return as this machine calls them
     */
    public static String owner() {
        return System.getProperty("user.name");
    }

    /**
     * Who makes or deletes something here.
     *
     * @return user and process
     */
    public static String creator() {
        return "%s, process %d".formatted(owner(), ProcessHandle.current().pid());
    }
}
