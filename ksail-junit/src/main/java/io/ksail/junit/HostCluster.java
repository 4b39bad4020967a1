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
 * <p>The client is the one that KSail uses itself. Leave its namespaces alone, and do not close it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
public @interface HostCluster {}
