/** Figures measured side by side in one run, so that a slow machine slows both sides. */
@NullMarked
package io.ksail.benchmarks;

import org.jspecify.annotations.NullMarked;
