/** Installing Helm charts, by whoever can: the artifact {@code ksail-helm} brings it. */
@NullMarked
package io.ksail.chart;

import org.jspecify.annotations.NullMarked;
