package io.ksail.host;

import io.ksail.spec.RegistryMirrors;

/**
 * Starts a host cluster where no existing one is named, or finds the one that another process has started. Found through
 * {@link java.util.ServiceLoader}; {@code ksail-testcontainers} brings one.
 */
public interface EmbeddedHostProvider {

    /**
     * Gives a host that stays as long as it is open here. Closing it lets go of it; what becomes of it then follows from the
     * request.
     *
     * @param mirrors where the host pulls images from
     * @param request how long it stays, and whether others may use it
     * @return the running host
     * @throws HostUnavailableException if there is none and none can be started, with the reason
     */
    Host start(RegistryMirrors mirrors, HostRequest request);
}
