/**
 * A real Kubernetes cluster of its own for every test class.
 *
 * <p>Start at {@link io.ksail.junit.NestedCluster}.
 */
@NullMarked
package io.ksail.junit;

import org.jspecify.annotations.NullMarked;
