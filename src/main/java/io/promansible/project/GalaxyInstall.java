package io.promansible.project;

import io.promansible.disk.ScratchFolder;
import io.promansible.fault.WorldFault;
import io.promansible.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Installs what {@code requirements.yml} of a commit asks for, by ansible-galaxy, into a folder of
 * the commit.
 */
final class GalaxyInstall {
  private static final int OUT_MAX = 8 << 20;
  private static final int SAID_MAX = 1000;
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
   * Installs into a commit that is being fetched.
   *
   * @param folder the project's folder in it
   * @param home a folder of the project, for what ansible-galaxy keeps for itself
   * @throws WorldFault with what ansible-galaxy says
   */
  void install(Path root, Path folder, Path home) {
    Path into = root.resolve(Checkout.GALAXY);
    try {
      ScratchFolder.remove(into);
      for (Path file :
          Stream.of(folder, root)
              .flatMap(one -> FILES.stream().map(one::resolve))
              .filter(Files::isRegularFile)
              .distinct()
              .toList()) {
        String text = Files.readString(file);
        // "collection install" skips roles and the other way round, so it is called for each.
        if (text.contains("collections:")) {
          install(root, file, into.resolve("collections"), "collection", home);
        }
        if (text.contains("roles:") || text.stripLeading().startsWith("-")) {
          install(root, file, into.resolve("roles"), "role", home);
        }
      }
    } catch (IOException e) {
      throw new WorldFault("the requirements of a commit cannot be read", e);
    }
  }

  private static Path empty(Path home) {
    try {
      return Files.writeString(home.resolve("ansible.cfg"), "[defaults]\n");
    } catch (IOException e) {
      throw new WorldFault(home + " cannot be written", e);
    }
  }

  private void install(Path root, Path file, Path into, String what, Path home) {
    Programs.Result result =
        Programs.run(
            List.of(
                program,
                what,
                "install",
                "--requirements-file",
                file.toString(),
                what.equals("role") ? "--roles-path" : "--collections-path",
                into.toString()),
            // Else a configuration file of the repository would be in force.
            Map.of(
                "ANSIBLE_CONFIG",
                empty(home).toString(),
                "ANSIBLE_HOME",
                home.resolve("galaxy").toString(),
                "HOME",
                home.toString(),
                "GIT_ALLOW_PROTOCOL",
                GitCommand.PROTOCOLS_OF_SUBMODULES,
                "GIT_TERMINAL_PROMPT",
                "0"),
            root,
            timeout,
            OUT_MAX);
    if (result.exit() != 0) {
      String said = (result.err().isBlank() ? result.out() : result.err()).strip();
      throw new WorldFault(
          "ansible-galaxy %s install of %s failed: %s"
              .formatted(
                  what,
                  root.relativize(file),
                  said.substring(0, Math.min(SAID_MAX, said.length()))));
    }
  }
}
