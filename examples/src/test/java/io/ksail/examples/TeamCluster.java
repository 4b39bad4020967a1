package io.ksail.examples;

import io.ksail.junit.NestedCluster;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A team's own annotation: what its tests ask for is said in one place. */
@NestedCluster(kubernetesVersion = "1.36.4", readyTimeout = "5m")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface TeamCluster {}
