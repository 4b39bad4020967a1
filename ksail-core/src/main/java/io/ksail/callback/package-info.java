/** Callbacks: from inside a nested cluster to a port of the test's own JVM. */
@NullMarked
package io.ksail.callback;

import org.jspecify.annotations.NullMarked;
