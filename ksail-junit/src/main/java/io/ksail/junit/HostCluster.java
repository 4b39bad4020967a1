package io.ksail.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a field or parameter that gets a client, or a {@link io.fabric8.kubernetes.client.Config}, of the host: the
 * cluster that the nested ones run on.
 *
 * <p>It has all permissions that KSail has there: leave the namespaces of others alone. It is shared by all tests, and closing
 * it, or what is derived from it, does nothing; KSail itself uses another one.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
public @interface HostCluster {}
