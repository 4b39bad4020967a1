/** At which address: the tiers by which a nested API server is made reachable, first that yields an address. */
@NullMarked
package io.ksail.exposure;

import org.jspecify.annotations.NullMarked;
