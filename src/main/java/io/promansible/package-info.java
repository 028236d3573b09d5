/**
 * Floor 6: the main class and the wiring, the only place that sees every room.
 *
 * <p>The floors below, and who may import whom, are the list in HouseTest.
 */
@NullMarked
package io.promansible;

import org.jspecify.annotations.NullMarked;
