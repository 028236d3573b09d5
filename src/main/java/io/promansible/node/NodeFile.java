package io.promansible.node;

import io.promansible.disk.DataFolder;
import io.promansible.disk.PrivateFiles;
import io.promansible.fault.WorldFault;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** What tells one node from another: the file {@code node.id} in its data folder, its machine. */
final class NodeFile {
  private static final String FILE = "node.id";
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

  private NodeFile() {}

  /**
   * Tells one place from another: a copy of the data folder, on this machine or elsewhere, is not
   * the node itself. A machine that was booted anew is another place, too.
   */
  static String place(DataFolder data) {
    String boot;
    try {
      boot = Files.readString(BOOT).strip();
    } catch (IOException e) {
      boot = "unknown";
    }
    return UUID.nameUUIDFromBytes(
            (boot + data.path().toAbsolutePath()).getBytes(StandardCharsets.UTF_8))
        .toString();
  }

  /**
   * Makes sure that no other process has the data folder; held until this process ends, or the
   * channel is closed.
   *
   * @throws WorldFault when another one has it
   */
  static FileChannel lock(DataFolder data) {
    Path file = data.resolve("node.lock");
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock() != null) {
        return channel;
      }
      channel.close();
    } catch (OverlappingFileLockException e) {
      throw new WorldFault(used(data), e);
    } catch (IOException e) {
      throw new WorldFault(file + " cannot be locked: " + e.getMessage(), e);
    }
    throw new WorldFault(used(data));
  }

  private static String used(DataFolder data) {
    return "another Promansible runs on the data folder %s; stop it, or give this one a folder of its own (data:)"
        .formatted(data.path());
  }

  /**
   * The identity in a data folder; a new one is made where there is none.
   *
   * @throws WorldFault when it cannot be read
   */
  static String read(DataFolder data) {
    Path file = data.resolve(FILE);
    try {
      if (!Files.exists(file)) {
        PrivateFiles.write(file, (UUID.randomUUID() + "\n").getBytes(StandardCharsets.UTF_8));
      }
      return UUID.fromString(Files.readString(file).strip()).toString();
    } catch (IOException | IllegalArgumentException e) {
      throw new WorldFault(
          "%s cannot be read (%s); it says who this node is. If no run is on, delete it; it is made anew"
              .formatted(file, e.getMessage()),
          e);
    }
  }
}
