/**
 * promansible.yml as a whole: read, in force, read again.
 *
 * <p>What a key means is said in the room that it configures.
 */
@NullMarked
package io.promansible.config;

import org.jspecify.annotations.NullMarked;
