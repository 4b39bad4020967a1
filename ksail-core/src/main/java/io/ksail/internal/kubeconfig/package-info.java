/** A kubeconfig verified by using it. */
@NullMarked
package io.ksail.internal.kubeconfig;

import org.jspecify.annotations.NullMarked;
