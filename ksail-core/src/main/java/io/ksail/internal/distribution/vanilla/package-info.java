/** Vanilla: upstream Kubernetes by kubeadm, its nodes being containers of Kind's image in a Docker daemon in a pod. */
@NullMarked
package io.ksail.internal.distribution.vanilla;

import org.jspecify.annotations.NullMarked;
