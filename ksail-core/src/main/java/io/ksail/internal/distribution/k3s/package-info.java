/** K3s by our own StatefulSet: no operator, one privileged pod. */
@NullMarked
package io.ksail.internal.distribution.k3s;

import org.jspecify.annotations.NullMarked;
