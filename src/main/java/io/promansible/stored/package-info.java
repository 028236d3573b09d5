/**
 * Stored inventories: hosts and variables that people send and name, version by version.
 *
 * <p>Jobs play on them, and the live inventory may read them. What a host is, the room inventory
 * knows.
 */
@NullMarked
package io.promansible.stored;

import org.jspecify.annotations.NullMarked;
