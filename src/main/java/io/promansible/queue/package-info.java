/**
 * Runs that wait for their turn: urgency and priority, joining hosts to a waiting run, cutting a
 * large run into slices, how much may wait or run at once.
 *
 * <p>Never starts a run itself.
 */
@NullMarked
package io.promansible.queue;

import org.jspecify.annotations.NullMarked;
