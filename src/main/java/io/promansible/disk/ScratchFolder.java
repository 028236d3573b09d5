package io.promansible.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for files that are needed for a while; only this user may read them. */
public record ScratchFolder(Path path) implements AutoCloseable {
  /**
   * Makes a fresh one.
   *
   * @param purpose a word for its name
   */
  public static ScratchFolder make(String purpose) throws IOException {
    return new ScratchFolder(Files.createTempDirectory("promansible-" + purpose));
  }

  /** Removes it with all that is in it. */
  @Override
  public void close() throws IOException {
    remove(path);
  }

  /** Removes a folder with all that is in it; nothing happens where there is none. */
  public static void remove(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
