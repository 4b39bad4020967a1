/** Talos: nodes that are containers of a Docker daemon in one privileged pod, driven by talosctl beside them. */
@NullMarked
package io.ksail.internal.distribution.talos;

import org.jspecify.annotations.NullMarked;
