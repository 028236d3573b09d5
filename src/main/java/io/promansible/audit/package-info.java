/**
 * Who changed what, when and why.
 *
 * <p>Rows are only added and forgotten by age, never changed.
 */
@NullMarked
package io.promansible.audit;

import org.jspecify.annotations.NullMarked;
