package io.ksail.junit;

import io.ksail.spec.DistributionType;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test class once for each combination of versions and distributions, each time with clusters of its own; the
 * report names the combination. Stands beside {@link NestedCluster @NestedCluster}, which says everything else.
 *
 * <pre>{@code
 * @NestedCluster
 * @NestedClusterMatrix(kubernetesVersions = {"1.35", "1.36"})
 * class OperatorTest { … }
 * }</pre>
 *
 * <p>It is about all clusters that the class, and the classes nested in it, declare. JUnit runs {@code @BeforeAll} and
 * {@code @AfterAll} methods of the class once, around all combinations: they can't ask for a cluster, nor can the
 * constructor of a class with one instance for all tests. Static fields are set anew for each combination, before its first
 * test.
 *
 * <p>Inherited by subclasses, and usable as a meta-annotation.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@ClassTemplate
@ExtendWith(MatrixExtension.class)
public @interface NestedClusterMatrix {

    /**
     * Which versions of Kubernetes. They beat the parameter {@code ksail.kubernetesVersion} and the {@link
     * NestedCluster#config() ksail.yaml}, and exclude {@link NestedCluster#kubernetesVersion()} and a node image.
     *
     * @return versions such as {@code 1.36}, which is its newest patch that is known, or {@code 1.36.4}; default the one that is declared otherwise
     */
    String[] kubernetesVersions() default {};

    /**
     * Which distributions. They beat the {@link NestedCluster#config() ksail.yaml}, and exclude {@link
     * NestedCluster#distribution()} and a node image.
     *
     * @return distributions, such as {@link DistributionType#VANILLA}; default the one that is declared otherwise
     */
    String[] distributions() default {};
}
