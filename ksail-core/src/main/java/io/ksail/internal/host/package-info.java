/** What a host lets its user do, and what it has. */
@NullMarked
package io.ksail.internal.host;

import org.jspecify.annotations.NullMarked;
