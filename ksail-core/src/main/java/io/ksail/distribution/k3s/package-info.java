/** K3s by our own StatefulSet: no operator, one privileged pod. */
@NullMarked
package io.ksail.distribution.k3s;

import org.jspecify.annotations.NullMarked;
