package io.ksail.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives a field or parameter the access of a ServiceAccount, instead of the administrator's: a token as its pods have it.
 * The ServiceAccount has to exist by then. Goes with what can be injected but {@link io.ksail.cluster.Cluster}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
public @interface AsServiceAccount {

    /**
     * Its namespace.
     *
     * @return a namespace; default {@code default}
     */
    String namespace() default "default";

    /**
     * Its name.
     *
     * @return the name of a ServiceAccount that exists
     */
    String name();
}
