/** VCluster: a control plane without privileges, from its vendor's chart, whose pods run on the host's own nodes. */
@NullMarked
package io.ksail.internal.distribution.vcluster;

import org.jspecify.annotations.NullMarked;
