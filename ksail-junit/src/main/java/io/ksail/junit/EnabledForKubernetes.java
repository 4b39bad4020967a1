package io.ksail.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** Skips a test class or method unless the cluster that is declared for it has a version of Kubernetes in this range. */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@ExtendWith(ClusterConditions.class)
public @interface EnabledForKubernetes {

    /**
     * For which versions, as Maven writes ranges: a square bracket includes the version beside it, a round one does not.
     *
     * @return such as {@code [1.33,)}, {@code [1.33,1.35)} or {@code (,1.34]}
     */
    String value();
}
