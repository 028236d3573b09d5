package io.promansible.project;

import io.promansible.fault.WorldFault;
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
  /** The limits where the file says nothing. */
  public static final FetchLimits DEFAULTS =
      new FetchLimits(Duration.ofMinutes(2), 500L << 20, 50_000);

  /**
   * Returns if a commit may have so much.
   *
   * @throws WorldFault when not
   */
  void require(int fileCount, long bytes) {
    if (fileCount > files) {
      throw new WorldFault("it has more than %d files (files_max)".formatted(files));
    }
    if (bytes > size) {
      throw new WorldFault("its files have more than %d bytes together (size_max)".formatted(size));
    }
  }

  static FetchLimits read(Section section) {
    return new FetchLimits(
        section.duration("timeout", DEFAULTS.timeout, Duration.ofSeconds(1)),
        section.bytes("size_max", DEFAULTS.size),
        section.count("files_max", DEFAULTS.files, 1, 10_000_000));
  }
}
