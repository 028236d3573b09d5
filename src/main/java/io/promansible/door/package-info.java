/**
 * Who is let in: finds out who calls, by token or session, and refuses who may not.
 *
 * <p>Looks at headers only. What a caller may see of a list is decided where the list is read.
 */
@NullMarked
package io.promansible.door;

import org.jspecify.annotations.NullMarked;
