/** What is wanted: the specification of a nested cluster, validated once, at the door. */
@NullMarked
package io.ksail.spec;

import org.jspecify.annotations.NullMarked;
