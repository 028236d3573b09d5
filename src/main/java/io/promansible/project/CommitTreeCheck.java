package io.promansible.project;

import io.promansible.disk.ScratchFolder;
import io.promansible.fault.WorldFault;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * Looks through the files of a commit that was fetched: no link may lead out of them, and they may
 * not be too many or too large. What git keeps for itself is removed.
 */
final class CommitTreeCheck extends SimpleFileVisitor<Path> {
  private static final String GIT = ".git";

  private final Path root;
  private final FetchLimits limits;
  private long bytes;
  private int files;

  private CommitTreeCheck(Path root, FetchLimits limits) {
    this.root = root;
    this.limits = limits;
  }

  /**
   * Looks through a folder.
   *
   * @throws WorldFault with what is wrong in it
   */
  static void check(Path folder, FetchLimits limits) {
    try {
      Path root = folder.toRealPath();
      Files.walkFileTree(root, new CommitTreeCheck(root, limits));
    } catch (IOException e) {
      throw new WorldFault(folder + " cannot be read", e);
    }
  }

  @Override
  public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
      throws IOException {
    if (folder.getFileName().toString().equals(GIT)) {
      ScratchFolder.remove(folder);
      return FileVisitResult.SKIP_SUBTREE;
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    if (file.getFileName().toString().equals(GIT)) {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }
    files++;
    bytes += attributes.size();
    limits.require(files, bytes);
    if (attributes.isSymbolicLink() && leadsOut(file)) {
      throw new WorldFault(
          "the link %s leads out of the repository".formatted(root.relativize(file)));
    }
    return FileVisitResult.CONTINUE;
  }

  /** Follows the target part by part, as far as it exists; the rest of it is only a name. */
  private boolean leadsOut(Path link) throws IOException {
    Path target = Files.readSymbolicLink(link);
    if (target.isAbsolute()) {
      return true;
    }
    Path at = Objects.requireNonNull(link.getParent()).toRealPath();
    for (Path part : target) {
      at = at.resolve(part).normalize();
      if (Files.exists(at)) {
        at = at.toRealPath();
      }
      if (!at.startsWith(root)) {
        return true;
      }
    }
    return false;
  }
}
