/**
 * The namespace of a cluster on its host: whose it is, until when it is wanted, and how it goes away. Not for users.
 *
 * <p>Start at {@link io.ksail.internal.namespace.ClusterNamespace}.
 */
@NullMarked
package io.ksail.internal.namespace;

import org.jspecify.annotations.NullMarked;
