/** What this user has written down about clusters that wait on a host for whoever needs one. */
@NullMarked
package io.ksail.internal.pool;

import org.jspecify.annotations.NullMarked;
