/**
 * The facade that walks the line from specification to handle: create, delete, ownership and leases.
 *
 * <p>Start at {@link io.ksail.cluster.Clusters}.
 */
@NullMarked
package io.ksail.cluster;

import org.jspecify.annotations.NullMarked;
