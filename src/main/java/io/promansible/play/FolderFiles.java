package io.promansible.play;

import io.promansible.disk.ScratchFolder;
import io.promansible.fault.WorldFault;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The files of a folder that only this user may read: the folder 0700, its files 0600. */
record FolderFiles(Path folder) {
  private static final String OVER = ".over";

  /** Makes the empty folder and forces it to disk. */
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

  /** Writes a file that a later service reads; a failure is a {@link WorldFault}. */
  void note(String name, String text) {
    try {
      write(name, text);
    } catch (IOException e) {
      throw new WorldFault("the run folder " + folder + " cannot be written: " + e.getMessage(), e);
    }
  }

  /** Writes a file, in place of an earlier one. */
  void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }

  /**
   * Links a file that many runs share: a hard link costs nothing and keeps the file as long as the
   * run needs it.
   */
  void link(String name, Path shared) throws IOException {
    Path file = folder.resolve(name);
    Files.deleteIfExists(file);
    try {
      Files.createLink(file, shared);
    } catch (UnsupportedOperationException | FileSystemException e) {
      // Copies the file where the file system has no hard links.
      write(name, Files.readString(shared));
    }
  }

  /** The number in a file; {@code otherwise} where there is none. */
  long number(String name, long otherwise) {
    try {
      return Long.parseLong(Files.readString(folder.resolve(name)).strip());
    } catch (IOException | NumberFormatException e) {
      return otherwise;
    }
  }

  /**
   * Removes the folder and its files. Renames it first: a half-removed folder must not look like
   * that of a run that never started.
   */
  void delete() throws IOException {
    Path over = folder.resolveSibling(folder.getFileName() + OVER);
    if (Files.isDirectory(folder)) {
      Files.move(folder, over, StandardCopyOption.ATOMIC_MOVE);
    }
    ScratchFolder.remove(over);
  }
}
