/** Small things that every stage needs. Not for users: anything here may change at any time. */
@NullMarked
package io.ksail.internal;

import org.jspecify.annotations.NullMarked;
