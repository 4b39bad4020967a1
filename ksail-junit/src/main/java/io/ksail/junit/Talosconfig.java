package io.ksail.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a field or parameter that gets the talosconfig of a nested cluster of the distribution Talos: a {@link
 * java.nio.file.Path} or {@link java.io.File} of a file that only its owner can read, or the YAML itself as a {@link
 * String}. The Talos API is exposed, as the Kubernetes API is, when the first of these is given, and not otherwise.
 *
 * <p>The file is one for all who ask, and gone when the cluster is; one that was deleted is there again for the next test.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
public @interface Talosconfig {}
