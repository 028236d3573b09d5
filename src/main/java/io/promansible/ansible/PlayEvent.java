package io.promansible.ansible;

/**
 * One line of the events file, as our callback plugin wrote it.
 *
 * @param seq from 1, without gaps
 * @param host empty when the event is of the whole play
 * @param json the line itself
 */
public record PlayEvent(int seq, String kind, String host, String json) {}
