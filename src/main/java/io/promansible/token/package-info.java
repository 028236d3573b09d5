/**
 * Tokens that people make: for themselves, and for programs.
 *
 * <p>Those of files stand in the configuration; the room access reads them.
 */
@NullMarked
package io.promansible.token;

import org.jspecify.annotations.NullMarked;
