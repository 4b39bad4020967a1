package io.ksail.internal.distribution;

import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * A node's container on the host, in which a program may listen for callers from inside the nested cluster: the address
 * of its pod is the node's.
 *
 * @param host a client of the host
 * @param namespace the namespace on the host
 * @param pod the name of the node's pod
 * @param container the name of the container in it, which has a shell and BusyBox
 */
public record NodeContainer(KubernetesClient host, String namespace, String pod, String container) {}
