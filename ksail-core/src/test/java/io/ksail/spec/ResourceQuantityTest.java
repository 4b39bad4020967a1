package io.ksail.spec;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ResourceQuantityTest {

    @ParameterizedTest
    @CsvSource({
        "2, 2",
        "+2, 2",
        "0.5, 0.5",
        ".5, 0.5",
        "5., 5",
        "500m, 0.5",
        "1k, 1000",
        "1Ki, 1024",
        "1.5Gi, 1610612736",
        "20Gi, 21474836480",
        "1e3, 1000",
        "1E3, 1000",
        "12e+2, 1200",
        "1e-1, 0.1",
        "1E, 1000000000000000000",
        "1Ei, 1152921504606846976",
        "5n, 0.000000005",
        "5u, 0.000005"
    })
    void means_what_kubernetes_means(String text, BigDecimal amount) {
        assertThat(new ResourceQuantity(text).amount()).isEqualByComparingTo(amount);
    }

    @Test
    void a_limit_may_not_be_below_its_request() {
        NodeResources resources = NodeResources.DEFAULT.withRequest(ComputeResource.CPU, new ResourceQuantity("1"));
        assertThat(resources
                        .withLimit(ComputeResource.CPU, new ResourceQuantity("1000m"))
                        .limit(ComputeResource.CPU))
                .contains(new ResourceQuantity("1000m"));
        assertThatThrownBy(() -> resources.withLimit(ComputeResource.CPU, new ResourceQuantity("999m")))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("below the request of 1");
    }
}
