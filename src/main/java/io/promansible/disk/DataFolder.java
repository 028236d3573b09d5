package io.promansible.disk;

import java.nio.file.Path;

/** The folder of all that this node keeps beside its database; only this user may read it. */
public record DataFolder(Path path) {
  /** The path of a file or folder in the data folder. */
  public Path resolve(String name) {
    return path.resolve(name);
  }
}
