/**
 * What a host is asked before a cluster is made there, by a creation and by the doctor alike. Not for users.
 *
 * <p>Start at {@link io.ksail.internal.preflight.Preflight}.
 */
@NullMarked
package io.ksail.internal.preflight;

import org.jspecify.annotations.NullMarked;
