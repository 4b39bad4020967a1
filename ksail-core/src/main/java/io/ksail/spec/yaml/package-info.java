/** The file {@code ksail.yaml}: read strictly, written, and described as a JSON schema, all from one table of fields. */
@NullMarked
package io.ksail.spec.yaml;

import org.jspecify.annotations.NullMarked;
