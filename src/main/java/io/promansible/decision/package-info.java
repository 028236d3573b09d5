/**
 * Decisions: what the guards need to know is read here, and what was decided is stored here.
 *
 * <p>Never acts upon a decision.
 */
@NullMarked
package io.promansible.decision;

import org.jspecify.annotations.NullMarked;
