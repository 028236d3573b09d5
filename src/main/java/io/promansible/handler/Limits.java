package io.promansible.handler;

import io.promansible.settings.Section;

/**
 * The blast radius of a handler.
 *
 * @param hosts at most this many hosts at once
 * @param share at most this share of a group
 * @param perHour at most this many starts in an hour
 */
public record Limits(int hosts, double share, int perHour) {
  static Limits read(Section section) {
    section.withoutEffect("hosts", "share", "per_hour");
    Limits limits =
        new Limits(
            section.count("hosts", 10, 1, 1_000_000),
            section.share("share", 0.2),
            section.count("per_hour", 30, 1, 1_000_000));
    section.end();
    return limits;
  }
}
