package io.ksail.examples;

import io.ksail.junit.NestedCluster;
import io.ksail.junit.Scope;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** One cluster for all classes that carry this, in this JVM and in others on the same host. */
@NestedCluster(name = "examples", scope = Scope.SUITE)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface SharedCluster {}
