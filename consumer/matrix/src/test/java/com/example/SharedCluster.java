package com.example;

import io.ksail.junit.NestedCluster;
import io.ksail.junit.Scope;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** One cluster for all classes of this project, with content. */
@NestedCluster(scope = Scope.SUITE, manifests = "classpath:content/")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface SharedCluster {}
