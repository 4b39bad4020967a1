package io.ksail.host;

import io.ksail.spec.RegistryMirrors;

/**
 * Starts a host cluster of its own where no existing one is named. Found through {@link java.util.ServiceLoader};
 * {@code ksail-testcontainers} brings one.
 */
public interface EmbeddedHostProvider {

    /**
     * Starts a host. Closing it stops it.
     *
     * @param mirrors where the host pulls images from
     * @return the running host
     * @throws HostUnavailableException if it can't be started, with the reason
     */
    Host start(RegistryMirrors mirrors);
}
