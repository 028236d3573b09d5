package io.promansible.project;

import java.time.Instant;

/** What a look at a repository came to. */
public record FetchEvent(Instant at, boolean good, String text) {}
