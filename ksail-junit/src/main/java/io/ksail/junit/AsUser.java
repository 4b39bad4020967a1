package io.ksail.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives a field or parameter the access of a user, instead of the administrator's: real credentials, with the permissions that
 * RBAC gives that user. Goes with what can be injected but {@link io.ksail.cluster.Cluster}.
 *
 * <pre>{@code
 * @Test
 * void developersReadPods(@AsUser(name = "alice", groups = "dev") KubernetesClient alice) { … }
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
public @interface AsUser {

    /**
     * Who it is.
     *
     * @return a name that RBAC knows
     */
    String name();

    /**
     * The groups they are in.
     *
     * @return names; default none but {@code system:authenticated}
     */
    String[] groups() default {};
}
