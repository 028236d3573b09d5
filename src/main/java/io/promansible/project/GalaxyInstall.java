package io.promansible.project;

import io.promansible.disk.ScratchFolder;
import io.promansible.fault.WorldFault;
import io.promansible.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Installs what {@code requirements.yml} of a commit asks for, by ansible-galaxy, into a folder
 * beside the commit.
 */
final class GalaxyInstall {
  private static final int OUT_MAX = 8 << 20;
  private static final List<String> FILES =
      List.of(
          "requirements.yml",
          "requirements.yaml",
          "roles/requirements.yml",
          "collections/requirements.yml");

  private final String program;
  private final Duration timeout;

  GalaxyInstall(String program, Duration timeout) {
    this.program = program;
    this.timeout = timeout;
  }

  /**
   * Installs, unless this was done for the commit before.
   *
   * @throws WorldFault with what ansible-galaxy says
   */
  void install(Checkout commit) {
    Path done = commit.galaxy();
    List<Path> wanted =
        Stream.of(commit.folder(), commit.root())
            .distinct()
            .flatMap(folder -> FILES.stream().map(folder::resolve))
            .filter(Files::isRegularFile)
            .distinct()
            .toList();
    if (wanted.isEmpty() || Files.exists(done)) {
      return;
    }
    Path fresh = done.resolveSibling(done.getFileName() + ".fresh");
    try {
      ScratchFolder.remove(fresh);
      Files.createDirectories(fresh);
      for (Path file : wanted) {
        for (String what : List.of("collection", "role")) {
          install(commit, file, what, fresh);
        }
      }
      Files.move(fresh, done, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new WorldFault("the folder " + done + " cannot be made", e);
    }
  }

  private void install(Checkout commit, Path file, String what, Path into) throws IOException {
    // ansible-galaxy installs the other half of a file only when it is called for both.
    if (!Files.readString(file).contains(what + "s:")
        && !(what.equals("role") && Files.readString(file).stripLeading().startsWith("-"))) {
      return;
    }
    Programs.Result result =
        Programs.run(
            List.of(
                program,
                what,
                "install",
                "--requirements-file",
                file.toString(),
                what.equals("role") ? "--roles-path" : "--collections-path",
                into.resolve(what + "s").toString()),
            Map.of(
                "ANSIBLE_GALAXY_CACHE_DIR",
                into.resolve("cache").toString(),
                "GIT_ALLOW_PROTOCOL",
                GitCommand.PROTOCOLS_OF_SUBMODULES,
                "GIT_TERMINAL_PROMPT",
                "0"),
            commit.root(),
            timeout,
            OUT_MAX);
    if (result.exit() != 0) {
      throw new WorldFault(
          "ansible-galaxy %s install of %s failed: %s"
              .formatted(
                  what,
                  commit.root().relativize(file),
                  result.err().isBlank() ? result.out().strip() : result.err().strip()));
    }
  }
}
