package io.promansible.project;

import io.promansible.disk.ScratchFolder;
import io.promansible.fault.WorldFault;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Looks through the files of a commit that was fetched: no link may lead out of them, and they may
 * not be too many or too large. What git keeps for itself is removed.
 */
final class CommitTree extends SimpleFileVisitor<Path> {
  private static final String GIT = ".git";

  private final Path root;
  private final FetchLimits limits;
  private long bytes;
  private int files;

  private CommitTree(Path root, FetchLimits limits) {
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
      Files.walkFileTree(root, new CommitTree(root, limits));
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
    if (files > limits.files()) {
      throw new WorldFault("it has more than %d files (files_max)".formatted(limits.files()));
    }
    if (bytes > limits.size()) {
      throw new WorldFault(
          "its files have more than %d bytes together (size_max)".formatted(limits.size()));
    }
    if (attributes.isSymbolicLink() && leadsOut(file)) {
      throw new WorldFault(
          "the link %s leads out of the repository".formatted(root.relativize(file)));
    }
    return FileVisitResult.CONTINUE;
  }

  private boolean leadsOut(Path link) throws IOException {
    Path target = link.resolveSibling(Files.readSymbolicLink(link)).normalize();
    if (!target.startsWith(root)) {
      return true;
    }
    // The target may be, or lie behind, a link itself.
    return Files.exists(link) && !link.toRealPath().startsWith(root);
  }
}
