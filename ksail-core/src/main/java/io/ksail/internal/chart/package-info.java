/** What Helm installs, as a distribution needs it. */
@NullMarked
package io.ksail.internal.chart;

import org.jspecify.annotations.NullMarked;
