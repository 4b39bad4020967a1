/** What every part of KSail shares: the one family of errors. */
@NullMarked
package io.ksail;

import org.jspecify.annotations.NullMarked;
