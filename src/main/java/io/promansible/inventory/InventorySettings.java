package io.promansible.inventory;

import io.promansible.settings.Section;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Where the hosts come from.
 *
 * @param sources absolute paths, or lists of hosts: whatever {@code ansible-inventory} reads; and
 *     stored inventories, as {@code stored:NAME/ENV} or {@code stored:NAME/ENV/VERSION}
 * @param refresh how often the sources are read again
 * @param shrinkMax a reading that lacks more than this share of the hosts, and at least three, or
 *     all of them, is put in force only by a person; from 0 to 1
 * @param secretNames further names of variables that are secrets; {@code *} stands for anything
 * @param declaredSecrets parameters that roles declare secret; they are masked everywhere
 */
public record InventorySettings(
    List<String> sources,
    Duration refresh,
    double shrinkMax,
    List<String> secretNames,
    Set<String> declaredSecrets) {
  /** How the name of a source begins that is a stored inventory. */
  public static final String STORED = "stored:";

  /** The values of keys that the file does not have. */
  public static final InventorySettings DEFAULTS =
      new InventorySettings(
          List.of("./inventory/hosts.yml"), Duration.ofMinutes(1), 0.2, List.of(), Set.of());

  public InventorySettings {
    sources = List.copyOf(sources);
    secretNames = List.copyOf(secretNames);
    declaredSecrets = Set.copyOf(declaredSecrets);
  }

  /**
   * The section {@code inventory}.
   *
   * @param declared the parameters that roles declare secret
   */
  public static InventorySettings read(Section section, Set<String> declared) {
    List<String> sources =
        section.texts("sources", DEFAULTS.sources).stream()
            .map(source -> isFile(source) ? section.resolve(source).toString() : source)
            .toList();
    sources.stream()
        .filter(source -> isStored(source) && !source.matches(STORED + "[^/]+/[^/]+(/[^/]+)?"))
        .forEach(source ->
            section.fault(
                "sources",
                "has '" + source + "'; write stored:NAME/ENV or stored:NAME/ENV/VERSION"));
    if (sources.isEmpty()) {
      section.fault("sources", "is empty; name at least one inventory file, folder or script");
    }
    InventorySettings settings =
        new InventorySettings(
            sources,
            section.duration("refresh", DEFAULTS.refresh, Duration.ofSeconds(1)),
            section.share("shrink_max", DEFAULTS.shrinkMax),
            section.texts("secret_names", DEFAULTS.secretNames),
            declared);
    section.end();
    return settings;
  }

  /** Whether a source is a stored inventory. */
  public static boolean isStored(String source) {
    return source.startsWith(STORED);
  }

  /** Whether a source is a file: "host1,host2," is Ansible's notation for a list instead of one. */
  public static boolean isFile(String source) {
    return !source.contains(",") && !isStored(source);
  }

  /** Which variables are secrets by their names. */
  public SecretNames names() {
    return new SecretNames(secretNames).and(declaredSecrets);
  }
}
