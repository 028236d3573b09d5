package io.promansible.inventory;

import io.promansible.settings.Section;
import java.time.Duration;
import java.util.List;

/**
 * Where the hosts come from.
 *
 * @param sources absolute paths; whatever {@code ansible-inventory} reads
 * @param refresh how often they are read again
 */
public record InventorySettings(List<String> sources, Duration refresh) {
  /** What is in force when nothing is said. */
  public static final InventorySettings DEFAULTS =
      new InventorySettings(List.of("./inventory/hosts.yml"), Duration.ofMinutes(1));

  /** Copies. */
  public InventorySettings {
    sources = List.copyOf(sources);
  }

  /** The section {@code inventory}. */
  public static InventorySettings read(Section section) {
    List<String> sources =
        section.texts("sources", DEFAULTS.sources).stream()
            // "host1,host2," is Ansible's notation for a list instead of a file
            .map(source -> source.contains(",") ? source : section.resolve(source).toString())
            .toList();
    if (sources.isEmpty()) {
      section.fault("sources", "is empty; name at least one inventory file, folder or script");
    }
    InventorySettings settings =
        new InventorySettings(
            sources, section.duration("refresh", DEFAULTS.refresh, Duration.ofSeconds(1)));
    section.end();
    return settings;
  }
}
