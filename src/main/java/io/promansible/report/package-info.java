/**
 * Answers to questions: what would happen, what would have happened, how well a handler does.
 *
 * <p>Changes nothing.
 */
@NullMarked
package io.promansible.report;

import org.jspecify.annotations.NullMarked;
