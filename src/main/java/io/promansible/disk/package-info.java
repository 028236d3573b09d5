/**
 * Files that only this user may read, and forcing what was committed to disk.
 *
 * <p>Knows no format.
 */
@NullMarked
package io.promansible.disk;

import org.jspecify.annotations.NullMarked;
