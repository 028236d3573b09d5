/**
 * The main class alone; everything else is in a room of its own.
 *
 * <p>Which room may import which is the list in HouseTest, and the table in CONTRIBUTING.md.
 */
@NullMarked
package io.promansible;

import org.jspecify.annotations.NullMarked;
