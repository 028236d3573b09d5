package io.promansible.ansible;

import io.promansible.settings.Section;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Which Ansible is used.
 *
 * @param bin folder of {@code ansible-playbook} and {@code ansible-inventory}, such as that of a
 *     virtual environment; empty: the PATH
 * @param warm whether plays are forked from a process that has imported Ansible already
 * @param warmRuns after so many plays that process is replaced
 * @param factsKeep how long the facts of a host serve later plays whose roles ask for facts
 * @param inventoryTimeout how long {@code ansible-inventory} may take
 */
public record AnsibleSettings(
    Optional<Path> bin, Duration inventoryTimeout, boolean warm, int warmRuns, Duration factsKeep) {
  /** What is in force when nothing is said. */
  public static final AnsibleSettings DEFAULTS =
      new AnsibleSettings(Optional.empty(), Duration.ofMinutes(1), true, 1000, Duration.ofHours(1));

  /** The section {@code ansible}. */
  public static AnsibleSettings read(Section section) {
    AnsibleSettings settings =
        new AnsibleSettings(
            section.text("bin").map(section::resolve),
            section.duration("inventory_timeout", DEFAULTS.inventoryTimeout, Duration.ofSeconds(1)),
            section.flag("warm", DEFAULTS.warm),
            section.count("warm_runs", DEFAULTS.warmRuns, 1, 1_000_000),
            section.duration("facts_keep", DEFAULTS.factsKeep, Duration.ofSeconds(1)));
    section.end();
    return settings;
  }

  /** How to call one of Ansible's programs. */
  String program(String name) {
    return bin.map(folder -> folder.resolve(name).toString()).orElse(name);
  }
}
