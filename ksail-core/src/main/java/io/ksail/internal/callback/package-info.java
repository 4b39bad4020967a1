/** How callbacks come about: a listener in a node, a tunnel to this JVM, and TLS at its end. */
@NullMarked
package io.ksail.internal.callback;

import org.jspecify.annotations.NullMarked;
