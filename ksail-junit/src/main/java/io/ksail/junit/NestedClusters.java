package io.ksail.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Several {@link NestedCluster @NestedCluster} on one class; Java puts it there by itself. */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
public @interface NestedClusters {

    /**
     * The clusters of the class, which are created side by side.
     *
     * @return each with a name of its own
     */
    NestedCluster[] value();
}
