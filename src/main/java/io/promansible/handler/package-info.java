/**
 * Handlers, their guards and the decision: a pure function of values.
 *
 * <p>Never acts, never asks a clock or a database.
 */
@NullMarked
package io.promansible.handler;

import org.jspecify.annotations.NullMarked;
