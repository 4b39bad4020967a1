package io.ksail.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A Helm release that is installed before the first test; needs {@code io.ksail:ksail-helm} on the class path. Part of
 * {@link NestedCluster#helm()}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({})
public @interface HelmRelease {

    /**
     * The chart: a directory, a {@code .tgz}, a URL ({@code oci://} or {@code https://}), or its name in the {@link
     * #repository()}.
     *
     * @return the chart; relative paths are relative to the working directory
     */
    String chart();

    /**
     * The release's name.
     *
     * @return a DNS label; default the last part of the chart, without version
     */
    String name() default "";

    /**
     * The chart repository.
     *
     * @return its URL; default none
     */
    String repository() default "";

    /**
     * The chart's version, or a range such as {@code ^1.2}.
     *
     * @return the version; default the newest stable one
     */
    String version() default "";

    /**
     * Where it goes; the namespace is created if it is not there.
     *
     * @return a namespace; default {@code default}
     */
    String namespace() default "default";

    /**
     * Files of values, the later ones beating the earlier.
     *
     * @return paths of YAML files, or {@code classpath:} and the name of a resource
     */
    String[] values() default {};

    /**
     * Single values, which beat the files.
     *
     * @return such as {@code image.tag=dev}
     */
    String[] set() default {};

    /**
     * Whether Helm waits until everything is ready.
     *
     * @return default yes
     */
    boolean waiting() default true;
}
