package io.ksail.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says which cluster a field or parameter means, where a class declares several.
 *
 * <pre>{@code
 * @InCluster("hub") KubernetesClient hub;
 * @InCluster("spoke") KubernetesClient spoke;
 * }</pre>
 *
 * <p>Usable as a meta-annotation.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
public @interface InCluster {

    /**
     * Which cluster.
     *
     * @return the {@link NestedCluster#name() name} of one that the class, or one around it, declares
     */
    String value();
}
