/** A Docker daemon in a pod of the host, for distributions whose nodes are containers. */
@NullMarked
package io.ksail.internal.docker;

import org.jspecify.annotations.NullMarked;
