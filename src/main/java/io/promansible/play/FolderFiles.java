package io.promansible.play;

import io.promansible.fault.WorldFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;

/** The files of a folder that only we may read: the folder 0700, its files 0600. */
record FolderFiles(Path folder) {
  private static final String OVER = ".over";

  /** Makes the empty folder, and makes sure that it is on disk. */
  void create() {
    try {
      Files.createDirectories(folder.getParent());
      if (!Files.isDirectory(folder)) {
        Files.createDirectory(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (FileChannel parent = FileChannel.open(folder.getParent())) {
          parent.force(true);
        }
      }
    } catch (IOException e) {
      throw new WorldFault("the run folder " + folder + " cannot be made: " + e.getMessage(), e);
    }
  }

  /** Writes a file that a later service reads. */
  void note(String name, String text) {
    try {
      write(name, text);
    } catch (IOException e) {
      throw new WorldFault("the run folder " + folder + " cannot be written: " + e.getMessage(), e);
    }
  }

  /** Writes a file anew. */
  void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }

  /**
   * A file that many runs share: a further name of it costs nothing, however large it is, and keeps
   * it as long as the run needs it.
   */
  void link(String name, Path shared) throws IOException {
    Path file = folder.resolve(name);
    Files.deleteIfExists(file);
    try {
      Files.createLink(file, shared);
    } catch (UnsupportedOperationException | FileSystemException e) {
      // Not every file system knows links.
      write(name, Files.readString(shared));
    }
  }

  /** A number that was noted; another one where none was. */
  long number(String name, long otherwise) {
    try {
      return Long.parseLong(Files.readString(folder.resolve(name)).strip());
    } catch (IOException | NumberFormatException e) {
      return otherwise;
    }
  }

  /**
   * Removes it with all that is in it. First it gets another name: half of a folder must not look
   * like one of a run that never started.
   */
  void delete() throws IOException {
    Path over = folder.resolveSibling(folder.getFileName() + OVER);
    if (Files.isDirectory(folder)) {
      Files.move(folder, over, StandardCopyOption.ATOMIC_MOVE);
    }
    if (Files.isDirectory(over)) {
      try (var files = Files.walk(over)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
  }
}
