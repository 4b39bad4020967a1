/** How to get in: the nested cluster's kubeconfig, rewritten to the exposed address and verified through it. */
@NullMarked
package io.ksail.kubeconfig;

import org.jspecify.annotations.NullMarked;
