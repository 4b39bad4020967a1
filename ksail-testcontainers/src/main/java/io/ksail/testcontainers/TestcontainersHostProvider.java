package io.ksail.testcontainers;

import io.ksail.host.EmbeddedHostProvider;
import io.ksail.host.Host;
import io.ksail.host.HostRequest;
import io.ksail.spec.RegistryMirrors;
import io.ksail.testcontainers.internal.EmbeddedHosts;

/** Runs K3s as the host, in the Docker engine that Testcontainers finds. */
public final class TestcontainersHostProvider implements EmbeddedHostProvider {

    /** Made by {@link java.util.ServiceLoader}. */
    public TestcontainersHostProvider() {}

    @Override
    public Host start(RegistryMirrors mirrors, HostRequest request) {
        return EmbeddedHosts.inDocker().open(mirrors, request);
    }
}
