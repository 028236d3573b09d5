package io.promansible.project;

import io.promansible.settings.Section;
import java.time.Duration;

/**
 * What bounds a fetch.
 *
 * @param timeout of each command of git
 * @param size bytes of all files of a commit
 * @param files how many files a commit may have
 */
public record FetchLimits(Duration timeout, long size, int files) {
  static FetchLimits read(Section section) {
    return new FetchLimits(
        section.duration("timeout", Duration.ofMinutes(2), Duration.ofSeconds(1)),
        section.bytes("size_max", 500L << 20),
        section.count("files_max", 50_000, 1, 10_000_000));
  }
}
