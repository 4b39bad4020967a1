package io.ksail.examples;

import io.ksail.junit.NestedCluster;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A cluster that knows the operator's custom resources, has some of them, and the team's settings. */
@NestedCluster(manifests = "classpath:operator/", customizers = TeamSettings.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface OperatorCluster {}
