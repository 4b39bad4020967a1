/** Parts that pods of several sorts on the host have in common. */
@NullMarked
package io.ksail.internal.pod;

import org.jspecify.annotations.NullMarked;
