/** Images for nodes: from archives, or from the local container engine. */
@NullMarked
package io.ksail.image;

import org.jspecify.annotations.NullMarked;
