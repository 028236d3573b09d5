package io.promansible.play;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.promansible.ansible.AnsibleInventory;
import io.promansible.ansible.AnsibleSettings;
import io.promansible.ansible.CallbackPlugin;
import io.promansible.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How ansible-playbook is called: arguments and environment, neither with anything of an alert.
 *
 * @param runId marks every process of the run, so that those that leave its group are found
 * @param rolePaths the folders in which Ansible looks for roles
 * @param collectionPaths further folders in which Ansible looks for collections
 * @param plugins the folder of our callback plugin
 * @param facts whether facts are gathered, and kept for later plays
 * @param inventory the hosts that the play knows
 * @param own a playbook elsewhere; empty for the one in the run's folder
 * @param tasks how many tasks Mitogen may run; 0 for a play that it must not run
 */
public record PlayCommand(
    String runId,
    Path playbooks,
    List<Path> rolePaths,
    List<Path> collectionPaths,
    Path plugins,
    int forks,
    boolean check,
    boolean facts,
    PlayInventory inventory,
    Optional<Own> own,
    int tasks) {
  /** A playbook of its own, and the folder with all that it may read. */
  public record Own(Path playbook, Path root) {}

  private static final PlayInventory NONE =
      new PlayInventory.Own(JsonNodeFactory.instance.objectNode());
  private static final int SOCKETS_MAX = 50;
  // Ansible's own default.
  private static final String COLLECTIONS =
      System.getProperty("user.home") + "/.ansible/collections:/usr/share/ansible/collections";
  private static final String FACTS = "facts";
  private static final Pattern FACT_CACHING = Pattern.compile("^\\s*fact_caching\\s*[=:]");
  // What Mitogen's own strategy would override, or does not heed.
  private static final Pattern STRATEGY =
      Pattern.compile(
          "^\\s*(strategy|strategy_plugins|task_timeout|retries|reconnection_retries)\\s*[=:]");

  /** The environment variable that marks a run's processes. */
  public static final String MARKER = "PROMANSIBLE_RUN_ID";

  /** The text that every process of a run has in its environment. */
  static String mark(String runId) {
    return MARKER + "=" + runId;
  }

  public PlayCommand {
    rolePaths = List.copyOf(rolePaths);
    collectionPaths = List.copyOf(collectionPaths);
  }

  /** A command without hosts, whose play gathers only the facts that its own tasks ask for. */
  public PlayCommand(
      String runId, Path playbooks, List<Path> rolePaths, Path plugins, int forks, boolean check) {
    this(
        runId,
        playbooks,
        rolePaths,
        List.of(),
        plugins,
        forks,
        check,
        false,
        NONE,
        Optional.empty(),
        0);
  }

  /** This command for a play that knows these hosts. */
  public PlayCommand knowing(PlayInventory hosts) {
    return new PlayCommand(
        runId,
        playbooks,
        rolePaths,
        collectionPaths,
        plugins,
        forks,
        check,
        facts,
        hosts,
        own,
        tasks);
  }

  /** The program and its arguments. */
  public List<String> arguments(AnsibleSettings ansible) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                ansible.program("ansible-playbook"),
                "--inventory",
                RunFolder.INVENTORY,
                // A file, as an argument may have only 128 KiB on Linux, too little for many hosts.
                "--limit",
                "@limit",
                "--extra-vars",
                "@vars.json",
                "--forks",
                Integer.toString(forks)));
    if (inventory.shared().isPresent()) {
      // After the shared inventory, so that these variables override those.
      arguments.addAll(3, List.of("--inventory", RunFolder.PARAMETERS));
    }
    ansible
        .vaultPasswordFiles()
        .forEach(file -> arguments.addAll(List.of("--vault-password-file", file.toString())));
    if (check) {
      arguments.add("--check");
    }
    arguments.add(own.map(one -> one.playbook().toString()).orElse("playbook.yml"));
    return arguments;
  }

  /** The variables that differ from run to run. */
  public Map<String, String> ownEnvironment(RunFolder folder) {
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

  /** The variables that are equal for all runs with these roles and playbooks. */
  public Map<String, String> commonEnvironment(AnsibleSettings ansible) {
    Map<String, String> environment = Programs.environment();
    environment.putAll(ansible.environment(System.getenv()));
    environment.put("ANSIBLE_CALLBACK_PLUGINS", plugins.toString());
    environment.put("ANSIBLE_CALLBACKS_ENABLED", CallbackPlugin.NAME);
    environment.put("PROMANSIBLE_HOSTS_PER_FORK", Integer.toString(ansible.hostsPerFork()));
    environment.put(
        "ANSIBLE_ROLES_PATH", String.join(":", rolePaths.stream().map(Path::toString).toList()));
    if (!collectionPaths.isEmpty()) {
      environment.compute("ANSIBLE_COLLECTIONS_PATH", (name, given) -> collections(given));
    }
    Path config = AnsibleSettings.config(playbooks);
    environment.putAll(AnsibleSettings.configured(playbooks));
    // The path of a socket may have about a hundred characters, and Ansible's names take forty.
    Path sockets = plugins.toAbsolutePath().resolveSibling("ssh");
    if (sockets.toString().length() <= SOCKETS_MAX) {
      environment.put("ANSIBLE_SSH_CONTROL_PATH_DIR", sockets.toString());
    }
    if (facts && !cachesFacts(config)) {
      // Gathers facts where a role asks for them and the kept ones are missing or too old.
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
    environment.putAll(AnsibleInventory.OURS);
    environment.put("ANSIBLE_RETRY_FILES_ENABLED", "0");
    environment.put("ANSIBLE_NOCOWS", "1");
    // Modules would log their arguments to the target's syslog.
    environment.put("ANSIBLE_NO_TARGET_SYSLOG", "1");
    environment.put("PYTHONUNBUFFERED", "1");
    return environment;
  }

  /** The folders of collections: further ones first, then those that Ansible has anyway. */
  private String collections(@Nullable String given) {
    return Stream.concat(
            collectionPaths.stream().map(Path::toString),
            Stream.of(given == null ? COLLECTIONS : given))
        .collect(Collectors.joining(":"));
  }

  /** Whether ansible.cfg or the environment has a strategy of the operator's, or what needs one. */
  public boolean ownStrategy(AnsibleSettings ansible) {
    return says(AnsibleSettings.config(playbooks), STRATEGY)
        || Stream.of("ANSIBLE_STRATEGY", "ANSIBLE_TASK_TIMEOUT", "ANSIBLE_SSH_RETRIES")
            .anyMatch(commonEnvironment(ansible)::containsKey);
  }

  /** Whether ansible.cfg sets a cache for facts. */
  private static boolean cachesFacts(Path config) {
    return says(config, FACT_CACHING);
  }

  private static boolean says(Path config, Pattern what) {
    try {
      return Files.exists(config)
          && Files.readAllLines(config).stream().anyMatch(line -> what.matcher(line).find());
    } catch (IOException e) {
      // Ansible will report the fault itself.
      return false;
    }
  }
}
