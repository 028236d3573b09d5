/**
 * The guards and the decision: a pure function of values from a handler, an alert and what is known
 * to start or the reason not to.
 *
 * <p>Never acts, and never reads what it is told from anywhere.
 */
@NullMarked
package io.promansible.guard;

import org.jspecify.annotations.NullMarked;
