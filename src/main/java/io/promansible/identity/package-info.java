/**
 * People: their accounts, their passwords and their sessions.
 *
 * <p>How they log in is the matter of the room login.
 */
@NullMarked
package io.promansible.identity;

import org.jspecify.annotations.NullMarked;
