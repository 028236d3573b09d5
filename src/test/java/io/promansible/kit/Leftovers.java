package io.promansible.kit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Processes that a service left behind: its plays outlive it, and so does, for a moment, what it
 * was asking Ansible when it was killed. They would write into a folder while it is being removed.
 */
final class Leftovers {
  private final String folder;

  private Leftovers(String folder) {
    this.folder = folder;
  }

  /** Ends all that have to do with a folder, and returns when they have ended. */
  static void end(Path folder) {
    Leftovers leftovers = new Leftovers(folder.toString());
    Waiting.until(
        "what works in " + folder + " to end",
        () -> {
          List<ProcessHandle> found = leftovers.find();
          found.forEach(ProcessHandle::destroyForcibly);
          return found.isEmpty();
        });
  }

  /** A process that has ended has none of what is asked for here, even before it is reaped. */
  private List<ProcessHandle> find() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != ProcessHandle.current().pid())
        .filter(this::worksThere)
        .toList();
  }

  private boolean worksThere(ProcessHandle process) {
    Path of = Path.of("/proc", Long.toString(process.pid()));
    return named(of.resolve("cmdline")) || named(of.resolve("environ")) || opened(of);
  }

  private boolean named(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
          .contains(folder + "/");
    } catch (IOException goneOrForeign) {
      return false;
    }
  }

  private boolean opened(Path process) {
    try (Stream<Path> files = Files.list(process.resolve("fd"))) {
      return Stream.concat(Stream.of(process.resolve("cwd")), files).anyMatch(this::leadsThere);
    } catch (IOException goneOrForeign) {
      return false;
    }
  }

  private boolean leadsThere(Path link) {
    try {
      return Files.readSymbolicLink(link).startsWith(folder);
    } catch (IOException goneOrForeign) {
      return false;
    }
  }
}
