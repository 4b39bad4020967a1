package io.ksail.spec;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What each node of a nested cluster asks of the host: the requests and limits of its pod, as in the Kubernetes API.
 *
 * @param requests what the host keeps for the node; what is absent is for the distribution to choose
 * @param limits what the node may not exceed; what is absent is unlimited
 */
public record NodeResources(
        Map<ComputeResource, ResourceQuantity> requests, Map<ComputeResource, ResourceQuantity> limits) {

    /** Nothing asked, nothing limited. */
    public static final NodeResources DEFAULT = new NodeResources(Map.of(), Map.of());

    /**
     * Checks the amounts.
     *
     * @throws InvalidSpecException if one is too little for any node, or a limit is below its request
     */
    public NodeResources {
        requests = checked(requests);
        limits = checked(limits);
        for (Map.Entry<ComputeResource, ResourceQuantity> limit : limits.entrySet()) {
            ResourceQuantity request = requests.get(limit.getKey());
            if (request != null && limit.getValue().amount().compareTo(request.amount()) < 0) {
                throw new InvalidSpecException(
                        "The limit '%s' can't be used".formatted(limit.getValue()),
                        "it is below the request of %s".formatted(request),
                        "raise the limit or lower the request");
            }
        }
    }

    /**
     * The same with one request more.
     *
     * @param resource of what
     * @param quantity how much
     * @return a new value
     * @throws InvalidSpecException if it is too little for any node, or above its limit
     */
    public NodeResources withRequest(ComputeResource resource, ResourceQuantity quantity) {
        return new NodeResources(with(requests, resource, quantity), limits);
    }

    /**
     * The same with one limit more.
     *
     * @param resource of what
     * @param quantity how much
     * @return a new value
     * @throws InvalidSpecException if it is too little for any node, or below its request
     */
    public NodeResources withLimit(ComputeResource resource, ResourceQuantity quantity) {
        return new NodeResources(requests, with(limits, resource, quantity));
    }

    /**
     * One request.
     *
     * @param resource of what
     * @return how much; empty when nothing was asked
     */
    public Optional<ResourceQuantity> request(ComputeResource resource) {
        return Optional.ofNullable(requests.get(resource));
    }

    /**
     * One limit.
     *
     * @param resource of what
     * @return how much; empty when it is unlimited
     */
    public Optional<ResourceQuantity> limit(ComputeResource resource) {
        return Optional.ofNullable(limits.get(resource));
    }

    private static Map<ComputeResource, ResourceQuantity> checked(Map<ComputeResource, ResourceQuantity> amounts) {
        amounts.forEach(ComputeResource::requireEnough);
        EnumMap<ComputeResource, ResourceQuantity> copy = new EnumMap<>(ComputeResource.class);
        copy.putAll(amounts);
        return Collections.unmodifiableMap(copy);
    }

    private static Map<ComputeResource, ResourceQuantity> with(
            Map<ComputeResource, ResourceQuantity> amounts, ComputeResource resource, ResourceQuantity quantity) {
        EnumMap<ComputeResource, ResourceQuantity> more = new EnumMap<>(ComputeResource.class);
        more.putAll(amounts);
        more.put(resource, quantity);
        return more;
    }
}
