package io.ksail.internal.distribution.vanilla;

import java.util.Locale;

/** What to do about what Docker, kubeadm or a node said. */
final class Remedy {

    private Remedy() {}

    static String of(String words) {
        String lower = words.toLowerCase(Locale.ROOT);
        if (lower.contains("no space left")) {
            return "give the host's node more disk: an image of a node takes about 1 GB, and each node as much again";
        }
        if (lower.contains("manifest unknown") || lower.contains("not found") && lower.contains("pulling")) {
            return "check the image's name and tag; kind's release notes say which versions kindest/node has";
        }
        if (lower.contains("pulling")) {
            return "check that the pod reaches the registry, or name a mirror of it: registryMirrors in ksail.yaml, or"
                    + " KSAIL_REGISTRY_MIRRORS";
        }
        if (lower.contains("cgroup")) {
            return "check the cgroups of the host's node: Kubernetes 1.35 and later wants version 2, or"
                    + " failCgroupV1: false by kubeadmConfigPatches";
        }
        return "look at what kubeadm and the nodes say above; kubeadmConfigPatches in kind.yaml change what they are told";
    }
}
