package io.ksail.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skips a test class where the host that its {@link NestedCluster @NestedCluster} asks for is not available, with the reason
 * in the report; the same as {@code whenUnavailable = SKIP} for every cluster of the class.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@ExtendWith(ClusterConditions.class)
public @interface EnabledIfHostAvailable {}
