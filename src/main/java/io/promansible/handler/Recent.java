package io.promansible.handler;

/**
 * The history that a decision may look at, as a value.
 *
 * @param firing whether the episode still fires
 * @param attempts how often this handler has acted upon this episode
 */
public record Recent(boolean firing, int attempts) {}
