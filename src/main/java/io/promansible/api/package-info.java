/**
 * The HTTP API: one controller for each noun, and its JSON views.
 *
 * <p>Holds no rule of its own: it asks the rooms below.
 */
@NullMarked
package io.promansible.api;

import org.jspecify.annotations.NullMarked;
