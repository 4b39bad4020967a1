package io.fabric8.junit.jupiter.api;

import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Of the name of the one that is known by its name only. */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
public @interface KubernetesTest {}
