package io.promansible.play;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One line of the events file, as our callback plugin wrote it.
 *
 * @param seq the number of the event, from 1, without gaps
 * @param host empty when the event is of the whole play
 * @param json the line, parsed
 */
public record PlayEvent(int seq, String kind, String host, JsonNode json) {}
