/** How the API server of a nested cluster is made reachable: one tier after the other. */
@NullMarked
package io.ksail.internal.exposure;

import org.jspecify.annotations.NullMarked;
