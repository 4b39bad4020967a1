/** The user's kubeconfig file, edited as text so that nothing else in it changes. */
@NullMarked
package io.ksail.kubeconfig.file;

import org.jspecify.annotations.NullMarked;
