/** Where: the host cluster that holds the nested ones, how it was found, and what its nodes can be reached at. */
@NullMarked
package io.ksail.host;

import org.jspecify.annotations.NullMarked;
