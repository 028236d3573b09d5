/**
 * Plays of ansible-playbook: what one is given, how it is started (plainly, or forked from a warm
 * process), the folder that it works in, and what its events mean.
 *
 * <p>Never decides whether to run; says what happened by the events and never by the text of the
 * log.
 */
@NullMarked
package io.promansible.play;

import org.jspecify.annotations.NullMarked;
