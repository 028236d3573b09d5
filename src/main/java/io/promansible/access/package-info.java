/**
 * Tokens and what they may do; told from the Authorization header alone.
 *
 * <p>Knows nothing of HTTP beyond that header.
 */
@NullMarked
package io.promansible.access;

import org.jspecify.annotations.NullMarked;
