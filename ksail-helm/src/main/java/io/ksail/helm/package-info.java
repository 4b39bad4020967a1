/** Installs Helm charts with helm-java, in a process of its own. */
@NullMarked
package io.ksail.helm;

import org.jspecify.annotations.NullMarked;
