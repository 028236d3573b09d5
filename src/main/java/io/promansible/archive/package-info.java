/**
 * What is kept of runs: events, output and the rendered play, with their secrets masked, and for
 * how long.
 *
 * <p>Never judges a run.
 */
@NullMarked
package io.promansible.archive;

import org.jspecify.annotations.NullMarked;
