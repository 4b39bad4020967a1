package io.ksail.internal.host;

import io.ksail.host.Host;
import io.ksail.host.HostKind;
import io.ksail.host.HostRequest;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Looks for a host as a process in a pod does, with the pod's files and variables given by the test. */
public final class PodLike {

    private final Path serviceAccountDirectory;
    private final PodServiceAccount identity;

    public PodLike(Path serviceAccountDirectory, Map<String, String> environment) {
        this.serviceAccountDirectory = serviceAccountDirectory;
        this.identity = new PodServiceAccount(serviceAccountDirectory, environment::get);
    }

    public Host find(HostKind kind) {
        return new HostFinder(
                        new HostRequest(kind, Optional.empty(), Optional.empty()), identity, serviceAccountDirectory)
                .find();
    }
}
