/**
 * Whether a host can hold nested clusters, found out without creating one.
 *
 * <p>Start at {@link io.ksail.doctor.Doctor}.
 */
@NullMarked
package io.ksail.doctor;

import org.jspecify.annotations.NullMarked;
