package io.ksail.junit;

import io.ksail.spec.DistributionType;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** Skips a test class or method unless the cluster that is declared for it is of one of these distributions. */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@ExtendWith(ClusterConditions.class)
public @interface EnabledOnDistribution {

    /**
     * On which.
     *
     * @return one or more distributions, such as {@link DistributionType#VANILLA}
     */
    String[] value();
}
