/**
 * Looks at everything that a configuration leans on, and says what to do about what is amiss.
 *
 * <p>Changes nothing.
 */
@NullMarked
package io.promansible.doctor;

import org.jspecify.annotations.NullMarked;
