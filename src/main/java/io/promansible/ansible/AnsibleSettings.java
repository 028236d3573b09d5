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
 * @param inventoryTimeout how long {@code ansible-inventory} may take
 */
public record AnsibleSettings(Optional<Path> bin, Duration inventoryTimeout) {
  /** What is in force when nothing is said. */
  public static final AnsibleSettings DEFAULTS =
      new AnsibleSettings(Optional.empty(), Duration.ofMinutes(1));

  /** The section {@code ansible}. */
  public static AnsibleSettings read(Section section) {
    AnsibleSettings settings =
        new AnsibleSettings(
            section.text("bin").map(section::resolve),
            section.duration(
                "inventory_timeout", DEFAULTS.inventoryTimeout, Duration.ofSeconds(1)));
    section.end();
    return settings;
  }

  /** How to call one of Ansible's programs. */
  String program(String name) {
    return bin.map(folder -> folder.resolve(name).toString()).orElse(name);
  }
}
