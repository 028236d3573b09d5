/**
 * Whose fault it was: the caller's or the file's, or the world's; unchecked exceptions are our own
 * bugs.
 *
 * <p>Knows no other room and no framework.
 */
@NullMarked
package io.promansible.fault;

import org.jspecify.annotations.NullMarked;
