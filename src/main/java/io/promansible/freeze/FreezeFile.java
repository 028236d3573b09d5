package io.promansible.freeze;

import io.promansible.disk.DataFolder;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file FREEZE in the data folder, for when nothing else answers; its first line is the reason.
 */
@Singleton
public final class FreezeFile {
  /** The name of the file. */
  public static final String NAME = "FREEZE";

  private final Path file;

  FreezeFile(DataFolder data) {
    this.file = data.resolve(NAME);
  }

  /** Says that the file is there, with its reason; empty when it is not. */
  Optional<String> holds() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      String reason = Files.readString(file).lines().findFirst().orElse("");
      return Optional.of(
          "the file " + file + " is there" + (reason.isEmpty() ? "" : ": " + reason));
    } catch (IOException e) {
      return Optional.of("the file " + file + " is there");
    }
  }
}
