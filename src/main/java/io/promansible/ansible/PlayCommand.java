package io.promansible.ansible;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How a play is called: arguments and environment, nothing that came from an alert in either.
 *
 * @param runId marks every process of the run, so that what escapes its group is found
 * @param rolePaths where roles are looked for
 * @param plugins folder of our callback plugin
 * @param facts whether facts are gathered, and kept for later plays that want them
 */
public record PlayCommand(
    String runId,
    Path playbooks,
    List<Path> rolePaths,
    Path plugins,
    int forks,
    boolean check,
    boolean facts) {
  private static final int SOCKETS_MAX = 50;
  private static final String FACTS = "facts";
  private static final Pattern FACT_CACHING = Pattern.compile("^\\s*fact_caching\\s*[=:]");

  /** The variable that marks a run's processes. */
  static final String MARKER = "PROMANSIBLE_RUN_ID";

  /** Copies. */
  public PlayCommand {
    rolePaths = List.copyOf(rolePaths);
  }

  /** One that gathers no facts but those that its own tasks ask for. */
  public PlayCommand(
      String runId, Path playbooks, List<Path> rolePaths, Path plugins, int forks, boolean check) {
    this(runId, playbooks, rolePaths, plugins, forks, check, false);
  }

  List<String> arguments(AnsibleSettings ansible) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                ansible.program("ansible-playbook"),
                "--inventory",
                "inventory.json",
                // A file, so that a thousand hosts fit: one argument may hold 128 KiB on Linux.
                "--limit",
                "@limit",
                "--extra-vars",
                "@vars.json",
                "--forks",
                Integer.toString(forks)));
    if (check) {
      arguments.add("--check");
    }
    arguments.add("playbook.yml");
    return arguments;
  }

  /** What differs from run to run. */
  Map<String, String> ownEnvironment(RunFolder folder) {
    Map<String, String> environment = new TreeMap<>();
    environment.put(MARKER, runId);
    environment.put("PROMANSIBLE_EVENTS", folder.file("events.jsonl").toString());
    return environment;
  }

  Map<String, String> environment(RunFolder folder, AnsibleSettings ansible) {
    Map<String, String> environment = commonEnvironment(ansible);
    environment.putAll(ownEnvironment(folder));
    return environment;
  }

  /** What is equal for all runs with these roles and playbooks. */
  Map<String, String> commonEnvironment(AnsibleSettings ansible) {
    Map<String, String> environment = Programs.environment();
    environment.put("ANSIBLE_CALLBACK_PLUGINS", plugins.toString());
    environment.put("ANSIBLE_CALLBACKS_ENABLED", CallbackPlugin.NAME);
    environment.put(
        "ANSIBLE_ROLES_PATH", String.join(":", rolePaths.stream().map(Path::toString).toList()));
    Path config = playbooks.resolve("ansible.cfg").toAbsolutePath();
    if (Files.exists(config)) {
      environment.put("ANSIBLE_CONFIG", config.toString());
    }
    // The path of a socket may have about a hundred characters, and Ansible's names take forty.
    Path sockets = plugins.toAbsolutePath().resolveSibling("ssh");
    if (sockets.toString().length() <= SOCKETS_MAX) {
      environment.put("ANSIBLE_SSH_CONTROL_PATH_DIR", sockets.toString());
    }
    if (facts && !cachesFacts(config)) {
      // Gathered where a role asks for them and they are not there yet, or too old.
      environment.put("ANSIBLE_GATHERING", "smart");
      environment.put("ANSIBLE_CACHE_PLUGIN", "jsonfile");
      environment.put(
          "ANSIBLE_CACHE_PLUGIN_CONNECTION",
          plugins.toAbsolutePath().resolveSibling(FACTS).toString());
      environment.put(
          "ANSIBLE_CACHE_PLUGIN_TIMEOUT", Long.toString(ansible.factsKeep().toSeconds()));
    }
    // A broken inventory must be an error: by default it is a warning and exit 0.
    environment.put("ANSIBLE_INVENTORY_UNPARSED_FAILED", "1");
    environment.put("ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED", "1");
    environment.put("ANSIBLE_RETRY_FILES_ENABLED", "0");
    environment.put("ANSIBLE_NOCOWS", "1");
    environment.put("ANSIBLE_NOCOLOR", "1");
    // Modules would log their arguments to the target's syslog.
    environment.put("ANSIBLE_NO_TARGET_SYSLOG", "1");
    environment.put("PYTHONUNBUFFERED", "1");
    return environment;
  }

  /** Whether the operator has chosen a place for facts. */
  private static boolean cachesFacts(Path config) {
    try {
      return Files.exists(config)
          && Files.readAllLines(config).stream()
              .anyMatch(line -> FACT_CACHING.matcher(line).find());
    } catch (IOException e) {
      // Ansible will say so itself.
      return false;
    }
  }
}
