/** The command line: {@code ksail}. It only calls what {@code io.ksail.cluster} offers, and shows what that says. */
@NullMarked
package io.ksail.cli;

import org.jspecify.annotations.NullMarked;
