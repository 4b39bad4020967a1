package io.ksail.internal.host;

import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributes;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributesBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ksail.host.Host;
import io.ksail.internal.Async;
import io.ksail.internal.Causes;
import io.ksail.spec.ClusterSpec;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the user of a host may do there, asked by {@code SelfSubjectAccessReview}, which everybody may create by default.
 * Nothing on the host is changed by asking. Thread-safe.
 */
public final class AccessReview {

    private static final Logger LOG = LoggerFactory.getLogger(Host.class);
    private static final Permission EVERYTHING = Permission.everywhere("*", "*", "*");

    private final KubernetesClient client;

    /**
     * The permissions on a host.
     *
     * @param host the host, asked as the user it is connected with
     */
    public AccessReview(Host host) {
        this(host.client());
    }

    /**
     * The permissions of a client.
     *
     * @param client asked as the user that it is; stays the caller's to close
     */
    public AccessReview(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Which of some permissions the user lacks. Somebody who may do everything costs one request; for others there is one more
     * for each permission, all at once.
     *
     * @param wanted the permissions to ask for
     * @return those that the host denies, in the same order; none where it does not say
     */
    public List<Permission> missing(List<Permission> wanted) {
        if (isAllowed(EVERYTHING)) {
            return List.of();
        }
        List<Boolean> allowed = Async.all(wanted.stream()
                .<Supplier<Boolean>>map(permission -> () -> isAllowed(permission))
                .toList());
        return IntStream.range(0, wanted.size())
                .filter(i -> !allowed.get(i))
                .mapToObj(wanted::get)
                .toList();
    }

    /**
     * Which permissions the user lacks without which a cluster can't be created.
     *
     * @param spec the cluster
     * @param needed what it takes
     * @return those that the host denies, each once, although it may be both used and granted
     */
    public List<Permission> missingToCreate(ClusterSpec spec, RequiredPermissions needed) {
        List<Permission> missing = missing(Stream.concat(needed.required().stream(), needed.granted().stream())
                .distinct()
                .toList());
        if (needed.required().containsAll(missing)
                || !missing(RequiredPermissions.toGrantAnything(spec)).isEmpty()) {
            return missing;
        }
        return missing.stream().filter(needed.required()::contains).toList();
    }

    /** A host that can't be asked is not taken for one that denies: the real request will tell. */
    private boolean isAllowed(Permission permission) {
        try {
            return client.resource(review(permission)).create().getStatus().getAllowed();
        } catch (KubernetesClientException e) {
            LOG.debug("The host does not say whether its user may {}: {}", permission, Causes.message(e));
            return true;
        }
    }

    private static SelfSubjectAccessReview review(Permission permission) {
        ResourceAttributes attributes = new ResourceAttributesBuilder()
                .withVerb(permission.verb())
                .withGroup(permission.group())
                .withResource(permission.plural())
                .withSubresource(permission.subresource().orElse(null))
                .withNamespace(permission.namespace().orElse(null))
                .build();
        return new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withResourceAttributes(attributes)
                .endSpec()
                .build();
    }
}
