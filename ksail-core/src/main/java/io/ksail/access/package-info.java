/** Clients of a nested cluster with other permissions than the administrator's, by real credentials. */
@NullMarked
package io.ksail.access;

import org.jspecify.annotations.NullMarked;
