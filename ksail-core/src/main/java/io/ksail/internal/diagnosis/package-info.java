/** Why something does not come up: asked by any stage, asks none. */
@NullMarked
package io.ksail.internal.diagnosis;

import org.jspecify.annotations.NullMarked;
