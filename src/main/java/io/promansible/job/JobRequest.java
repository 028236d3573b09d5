package io.promansible.job;

/** A job that somebody asks for. */
public record JobRequest(String env, long playbookId, long inventoryId, boolean check) {}
