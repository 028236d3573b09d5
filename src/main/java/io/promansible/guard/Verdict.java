package io.promansible.guard;

/**
 * What one guard says.
 *
 * @param held whether it holds the handler back
 * @param detail the reason with its numbers, for people
 */
public record Verdict(Reason guard, boolean held, String detail) {}
