/**
 * The calls of the API about people: who they are, their tokens, and what they did.
 *
 * <p>Decides nothing: that is done in the room identity.
 */
@NullMarked
package io.promansible.people;

import org.jspecify.annotations.NullMarked;
