package io.promansible.play;

import io.promansible.ansible.AnsibleSettings;
import io.promansible.ansible.ContainerSettings;
import io.promansible.fault.WorldFault;
import io.promansible.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The container of a play, run by podman. Its processes keep their environment and are seen on this
 * machine, so that a play in a container is watched, adopted and ended like any other.
 */
final class Container {
  private static final Duration REMOVAL = Duration.ofSeconds(30);
  // A play may not write it: its program is run.
  private static final String FILE = "podman";
  private static final String HOME_IN_IMAGE = "/root";
  private static final Path KEYS_IN_IMAGE = Path.of(HOME_IN_IMAGE, ".ssh");
  // NAME/commits/HASH
  private static final int COMMIT_DEPTH = 3;

  /** Variables of this machine that the container must not get, or has itself. */
  private static final Set<String> OWN =
      Set.of("PATH", "HOME", "USER", "LOGNAME", "ANSIBLE_SSH_CONTROL_PATH_DIR");

  private Container() {}

  /** The command that runs another one in a container. */
  static List<String> wrapped(
      ContainerSettings settings,
      RunFolder folder,
      PlayCommand command,
      AnsibleSettings ansible,
      Map<String, String> environment) {
    List<String> line =
        new ArrayList<>(
            List.of(
                settings.podman(),
                "run",
                "--rm",
                "--replace",
                "--name",
                name(command.runId()),
                // An image that is gone is no reason to fetch another one in the time of a play.
                "--pull=never",
                "--http-proxy=false",
                // The output is in the run's folder.
                "--log-driver=none",
                // Whoever removes it has given it its time before.
                "--stop-timeout=0",
                "--workdir",
                folder.path().toString()));
    line.addAll(ContainerSettings.LIKE_HERE);
    environment.keySet().stream()
        .filter(name -> !OWN.contains(name) && !ContainerSettings.environment().containsKey(name))
        .forEach(name -> line.addAll(List.of("--env", name)));
    mounts(settings, folder, command, ansible, environment)
        .forEach((path, how) -> {
          if (path.contains(":")) {
            throw new WorldFault("podman allows no colon in the path " + path);
          }
          line.addAll(List.of("--volume", path + ":" + how));
        });
    line.add(settings.image());
    // The first argument is where this machine has the program.
    line.addAll(command.arguments(ansible).stream().skip(1).toList());
    return line;
  }

  /**
   * What the play reads, each at its own path. Of its run's folder it writes the events only: this
   * service reads and believes the other files.
   */
  private static Map<String, String> mounts(
      ContainerSettings settings,
      RunFolder folder,
      PlayCommand command,
      AnsibleSettings ansible,
      Map<String, String> environment) {
    Map<String, String> mounts = new TreeMap<>();
    Stream.of(
            Stream.of(command.playbooks(), command.plugins(), folder.path()),
            command.rolePaths().stream().map(path -> whole(command, path)),
            command.collectionPaths().stream().map(path -> whole(command, path)),
            command.own().map(PlayCommand.Own::root).stream(),
            ansible.vaultPasswordFiles().stream(),
            settings.mounts().stream(),
            Stream.of(environment.getOrDefault("SSH_AUTH_SOCK", ""), "/etc/ssh/ssh_known_hosts")
                .filter(path -> !path.isEmpty())
                .map(Path::of))
        .flatMap(paths -> paths)
        .map(path -> path.toAbsolutePath().normalize())
        .filter(Files::exists)
        .forEach(path -> mounts.put(path.toString(), path + ":ro"));
    Path keys = Path.of(System.getProperty("user.home"), ".ssh");
    if (Files.isDirectory(keys)) {
      // Where this machine's settings name them, and where the ssh of the image looks.
      mounts.put(keys.toString(), keys + ":ro");
      if (!keys.equals(KEYS_IN_IMAGE)) {
        mounts.put(keys + "/.", KEYS_IN_IMAGE + ":ro");
      }
    }
    String facts = environment.get("ANSIBLE_CACHE_PLUGIN_CONNECTION");
    if (facts != null) {
      makeFolder(Path.of(facts));
      mounts.put(facts, facts);
    }
    String events = folder.file("events.jsonl").toString();
    mounts.put(events, events);
    return mounts;
  }

  /** Folders of this user's home, as the image has them in its own. */
  static String inImage(String variable, String paths) {
    return paths.replace(
        System.getProperty("user.home") + "/.ansible/", HOME_IN_IMAGE + "/.ansible/");
  }

  /** The whole commit of a project that a folder is in: links in it may lead to other parts. */
  private static Path whole(PlayCommand command, Path path) {
    Path projects = command.plugins().toAbsolutePath().resolveSibling("projects");
    Path below = path.toAbsolutePath();
    int most = projects.getNameCount() + COMMIT_DEPTH;
    return below.startsWith(projects) && below.getNameCount() >= most
        ? below.getRoot().resolve(below.subpath(0, most))
        : below;
  }

  private static void makeFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new WorldFault("the folder " + folder + " cannot be made", e);
    }
  }

  /** Notes in a run's folder that its play has a container. */
  static void note(RunFolder folder, ContainerSettings settings) {
    folder.note(FILE, settings.podman());
  }

  /**
   * Removes the container of a run, with all that still runs in it, if it has one.
   *
   * @throws WorldFault when it may go on
   */
  static void remove(RunFolder folder, String runId) {
    Path file = folder.file(FILE);
    if (!Files.exists(file)) {
      return;
    }
    try {
      String podman = Files.readString(file);
      Programs.Result result =
          Programs.run(
              List.of(podman, "rm", "--force", "--ignore", name(runId)),
              ContainerSettings.environment(),
              REMOVAL,
              1 << 16);
      if (result.exit() != 0) {
        throw new WorldFault(
            "the container %s cannot be removed: %s".formatted(name(runId), result.err().strip()));
      }
    } catch (IOException e) {
      throw new WorldFault(file + " cannot be read", e);
    }
  }

  private static String name(String runId) {
    return "promansible-" + runId;
  }
}
