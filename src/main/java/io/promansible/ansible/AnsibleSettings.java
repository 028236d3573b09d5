package io.promansible.ansible;

import io.promansible.settings.Section;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which Ansible is used, and what it is given.
 *
 * @param bin folder of {@code ansible-playbook} and {@code ansible-inventory}, such as that of a
 *     virtual environment; empty: the PATH
 * @param inventoryTimeout how long {@code ansible-inventory} may take
 * @param warm whether plays are forked from a process that has imported Ansible already
 * @param warmRuns after this many plays that process is replaced
 * @param accelerate whether plays are run by Mitogen
 * @param hostsPerFork how many hosts one process of Ansible takes one after the other, where there
 *     are more hosts than forks; 1: Ansible's own way
 * @param factsKeep how long the facts of a host serve later plays whose roles ask for facts
 * @param inventory what a play knows of hosts that it does not act upon
 * @param passed names of variables of the service's own environment that Ansible gets too, for
 *     inventory sources and plays; a {@code *} at the end stands for anything
 * @param container the container in which plays run; empty: on this machine itself. Inventories are
 *     always read on this machine
 * @param vaultPasswordFiles as {@code --vault-password-file}: files, or programs that print one
 */
public record AnsibleSettings(
    Optional<Path> bin,
    Duration inventoryTimeout,
    boolean warm,
    int warmRuns,
    Accelerate accelerate,
    int hostsPerFork,
    Duration factsKeep,
    Knows inventory,
    List<String> passed,
    List<Path> vaultPasswordFiles,
    Optional<ContainerSettings> container) {
  /** What a play knows of hosts. */
  public enum Knows {
    /** All of the inventory, as with {@code ansible-playbook --limit}. */
    WHOLE,
    /** The hosts of its run only. */
    RUN
  }

  /** Whether plays are run by Mitogen, where it is installed. */
  public enum Accelerate {
    /** Where it is installed, ends plays alike, and the roles have enough tasks to gain. */
    AUTO,
    /** The same, but however few tasks the roles have; and the service tells when it cannot. */
    ON,
    /** Never. */
    OFF
  }

  // Measured: ten take a third of the CPU that one takes, and more gain little.
  private static final int HOSTS_PER_FORK = 10;
  // Each is told as begun once it waits for its turn, so that many would blur what a killed play
  // did.
  private static final int HOSTS_PER_FORK_MAX = 100;

  /** The settings where the file says nothing. */
  public static final AnsibleSettings DEFAULTS =
      new AnsibleSettings(Optional.empty(), Duration.ofMinutes(1), true, 1000, Duration.ofHours(1));

  // By these variables Ansible is told where vault passwords are; they are always passed on.
  private static final List<String> VAULT =
      List.of(
          "ANSIBLE_VAULT_PASSWORD_FILE",
          "ANSIBLE_VAULT_IDENTITY",
          "ANSIBLE_VAULT_IDENTITY_LIST",
          "ANSIBLE_VAULT_ENCRYPT_IDENTITY");
  private static final String OURS = "PROMANSIBLE_";

  public AnsibleSettings {
    passed = List.copyOf(passed);
    vaultPasswordFiles = List.copyOf(vaultPasswordFiles);
    // A process that has imported Ansible already is one of this machine.
    warm = warm && container.isEmpty();
  }

  /** Settings without variables or vault password files of their own. */
  public AnsibleSettings(
      Optional<Path> bin,
      Duration inventoryTimeout,
      boolean warm,
      int warmRuns,
      Duration factsKeep) {
    this(
        bin,
        inventoryTimeout,
        warm,
        warmRuns,
        Accelerate.AUTO,
        HOSTS_PER_FORK,
        factsKeep,
        Knows.WHOLE,
        List.of(),
        List.of(),
        Optional.empty());
  }

  /** The section {@code ansible}. */
  public static AnsibleSettings read(Section section) {
    AnsibleSettings settings =
        new AnsibleSettings(
            section.text("bin").map(section::resolve),
            section.duration("inventory_timeout", DEFAULTS.inventoryTimeout, Duration.ofSeconds(1)),
            section.flag("warm", DEFAULTS.warm),
            section.count("warm_runs", DEFAULTS.warmRuns, 1, 1_000_000),
            section.choice("accelerate", Accelerate.class, DEFAULTS.accelerate),
            section.count("hosts_per_fork", DEFAULTS.hostsPerFork, 1, HOSTS_PER_FORK_MAX),
            section.duration("facts_keep", DEFAULTS.factsKeep, Duration.ofSeconds(1)),
            section.choice("inventory", Knows.class, DEFAULTS.inventory),
            passed(section),
            section.texts("vault_password_files", List.of()).stream()
                .map(section::resolve)
                .toList(),
            ContainerSettings.read(section));
    settings.vaultPasswordFiles.stream()
        .filter(file -> !Files.isReadable(file))
        .forEach(file ->
            section.fault(
                "vault_password_files",
                "names "
                    + file
                    + (Files.exists(file)
                        ? ", which this user may not read"
                        : ", which does not exist")));
    section.end();
    return settings;
  }

  private static List<String> passed(Section section) {
    List<String> names = section.texts("environment", List.of());
    for (String name : names) {
      if (!name.matches("[A-Za-z_][A-Za-z0-9_]*\\*?")) {
        section.fault(
            "environment",
            "has '"
                + name
                + "'; write names of variables, with a * at the end for all that begin so");
      } else if (name.startsWith(OURS)) {
        section.fault(
            "environment", "has '" + name + "', but what is Promansible's own stays here");
      }
    }
    return names;
  }

  /** The command that calls one of Ansible's programs. */
  public String program(String name) {
    return bin.map(folder -> folder.resolve(name).toString()).orElse(name);
  }

  /**
   * The variables that Ansible gets in addition to those that every program gets.
   *
   * @param all the service's own environment
   */
  public Map<String, String> environment(Map<String, String> all) {
    Map<String, String> environment = new TreeMap<>();
    all.forEach((name, value) -> {
      boolean wanted =
          VAULT.contains(name)
              || passed.stream()
                  .anyMatch(p ->
                      p.endsWith("*")
                          ? name.startsWith(p.substring(0, p.length() - 1))
                          : name.equals(p));
      if (wanted && !name.startsWith(OURS)) {
        environment.put(name, value);
      }
    });
    return environment;
  }

  /** The path of the ansible.cfg that comes with playbooks. */
  public static Path config(Path playbooks) {
    return playbooks.resolve("ansible.cfg").toAbsolutePath();
  }

  /** Makes Ansible use that ansible.cfg, if there is one: for plays and for the inventory. */
  public static Map<String, String> configured(Path playbooks) {
    Path config = config(playbooks);
    return Files.exists(config) ? Map.of("ANSIBLE_CONFIG", config.toString()) : Map.of();
  }
}
