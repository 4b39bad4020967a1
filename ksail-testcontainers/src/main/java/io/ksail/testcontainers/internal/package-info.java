/** What the service loader makes, and nobody else calls. */
@NullMarked
package io.ksail.testcontainers.internal;

import org.jspecify.annotations.NullMarked;
