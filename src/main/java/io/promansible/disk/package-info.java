/**
 * The data folder, and files that only the user of this service may read.
 *
 * <p>Knows no format.
 */
@NullMarked
package io.promansible.disk;

import org.jspecify.annotations.NullMarked;
