/** What is put into a cluster before its first test: images, manifests, Helm releases, own code. */
@NullMarked
package io.ksail.content;

import org.jspecify.annotations.NullMarked;
