/** YAML with its places, and as Kubernetes' own tools read it. Not for users: anything here may change at any time. */
@NullMarked
package io.ksail.internal.yaml;

import org.jspecify.annotations.NullMarked;
