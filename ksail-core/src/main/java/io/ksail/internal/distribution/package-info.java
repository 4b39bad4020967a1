/** Which nodes: one implementation per distribution, each in a package of its own. */
@NullMarked
package io.ksail.internal.distribution;

import org.jspecify.annotations.NullMarked;
