package io.ksail.internal.exposure;

import io.ksail.exposure.Endpoint;
import io.ksail.internal.exposure.ExposureResult.Offered;
import io.ksail.internal.exposure.ExposureResult.Skipped;
import io.ksail.spec.ExposureType;
import java.util.List;

/** The last resort: a port on this machine, forwarded through the host's API while this process has the cluster open. */
public final class PortForwardTier implements ExposureTier {

    /** Made by {@link java.util.ServiceLoader}. */
    public PortForwardTier() {}

    @Override
    public ExposureType type() {
        return ExposureType.PORT_FORWARD;
    }

    @Override
    public boolean appliesTo(ExposureRequest request) {
        return !request.outlivesProcess();
    }

    @Override
    public ExposureResult expose(ExposureAttempt attempt) {
        if (attempt.request().outlivesProcess()) {
            return new Skipped(
                    "its address would be gone as soon as this process ends", "use another exposure, such as NodePort");
        }
        return new Offered(new PortForwardOffer(ApiPortForward.to(attempt.request())));
    }

    private record PortForwardOffer(ApiPortForward forward) implements Offer {

        @Override
        public ExposureType type() {
            return ExposureType.PORT_FORWARD;
        }

        @Override
        public List<Endpoint> endpoints() {
            return List.of(forward.endpoint());
        }

        @Override
        public void withdraw() {
            // There is nothing of it on the host.
        }

        @Override
        public void close() {
            forward.close();
        }
    }
}
