/** The host cluster as a K3s in Docker, through Testcontainers. */
@NullMarked
package io.ksail.testcontainers;

import org.jspecify.annotations.NullMarked;
