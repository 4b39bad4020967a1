/** Images for nodes: archives read, names completed, containerd asked. */
@NullMarked
package io.ksail.internal.image;

import org.jspecify.annotations.NullMarked;
