package io.ksail.internal.distribution.talos;

import io.ksail.internal.distribution.talos.TalosNodes.ServiceStates;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ServiceStatesTest {

    private static final String TABLE = """
            NODE       SERVICE      STATE       HEALTH   LAST CHANGE   LAST EVENT
            10.5.0.2   apid         Running     OK       17s ago       Health check successful
            10.5.0.2   etcd         Running     Fail     17s ago       Health check failed: context deadline exceeded
            10.5.0.2   ext-hello    Finished    ?        17s ago       Service finished successfully
            10.5.0.2   kubelet      Preparing   ?        17s ago       Creating service runner
            10.5.0.2   machined     Running     ?        17s ago       Started
            """;

    @Test
    void services_that_do_not_run_or_are_not_well_are_named() {
        assertThat(ServiceStates.parse(TABLE).unhealthy()).containsExactly("etcd", "kubelet");
    }

    @Test
    void every_service_has_its_line() {
        assertThat(ServiceStates.parse(TABLE).lines())
                .hasSize(5)
                .first()
                .asString()
                .startsWith("10.5.0.2   apid");
        assertThat(ServiceStates.parse("").lines()).isEmpty();
    }
}
