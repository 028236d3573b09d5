package io.promansible.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files and folders that only this user may read, whatever its umask says. */
public final class PrivateFiles {
  private static final FileAttribute<?> FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");

  private static final Logger LOG = LoggerFactory.getLogger(PrivateFiles.class);

  private PrivateFiles() {}

  /** Makes a folder with mode 0700; a folder that exists already gets this mode. */
  public static void folder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      if (!Files.getPosixFilePermissions(folder).equals(FOLDER)) {
        narrow(folder);
      }
    } else {
      Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(FOLDER));
    }
  }

  /** Sets mode 0700; leaves another user's folder that we may write to, as on a shared volume. */
  private static void narrow(Path folder) throws IOException {
    try {
      Files.setPosixFilePermissions(folder, FOLDER);
    } catch (FileSystemException e) {
      if (!Files.isWritable(folder)) {
        throw e;
      }
      LOG.warn(
          "{} belongs to another user and can be read by others ({}); there will be secrets in it",
          folder,
          PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
    }
  }

  /** Writes a file with mode 0600; a reader sees the old or the new content, never half of one. */
  public static void write(Path file, byte[] content) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(fresh, FILE);
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      // Else a loss of power may leave an empty file in place of the old one.
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
