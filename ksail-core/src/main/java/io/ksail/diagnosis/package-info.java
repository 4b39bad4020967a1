/** Why something does not come up: asked by any stage, asks none. */
@NullMarked
package io.ksail.diagnosis;

import org.jspecify.annotations.NullMarked;
