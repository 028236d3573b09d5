/**
 * Ansible itself: which one is used, what it may see of our environment, its version and
 * collections, how it reads inventories and patterns, and the plugin by which its plays tell of
 * themselves.
 *
 * <p>Never starts a play; that is done in {@code play}.
 */
@NullMarked
package io.promansible.ansible;

import org.jspecify.annotations.NullMarked;
