/**
 * What is done in the background, again and again, each with its sign of life.
 *
 * <p>Never knows what the work is about.
 */
@NullMarked
package io.promansible.clockwork;

import org.jspecify.annotations.NullMarked;
