package io.promansible.playbook;

import io.promansible.label.Re2;
import io.promansible.settings.Durations;
import io.promansible.settings.Section;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The file {@code meta/promansible.yml} of a role: defaults for the handlers that use the role.
 *
 * @param alerts the alertnames that the role answers
 * @param aliases further names by which the role is known
 * @param labels the parameters that the alert's labels give, by the parameter's name
 * @param risk the key {@code class}
 * @param timeout how long one run may take
 * @param within how long after a run the alert may take to resolve
 * @param hold how long it must stay resolved
 * @param check whether the role only looks; its results for each host become metrics
 * @param facts whether the role needs Ansible's facts of the hosts; they are kept for {@code
 *     ansible.facts_keep}
 * @param gathersFacts whether the role gathers the facts itself in each run, even if kept ones are
 *     fresh
 * @param inventoryOnly parameters that say where secrets are sent to: nobody may give them for a
 *     run that takes its secrets from the inventory
 * @param accelerate whether its plays may be run by Mitogen, where that is used
 * @param serial how many hosts of a run Ansible acts upon at once; 0 for all
 */
public record RoleMeta(
    List<String> alerts,
    List<String> aliases,
    Map<String, LabelSource> labels,
    Optional<Risk> risk,
    Optional<Duration> timeout,
    Optional<Duration> within,
    Optional<Duration> hold,
    boolean check,
    boolean facts,
    boolean gathersFacts,
    boolean accelerate,
    int serial,
    List<String> inventoryOnly,
    Requires requires) {
  /** The values for a role without this file. */
  public static final RoleMeta NONE =
      new RoleMeta(
          List.of(),
          List.of(),
          Map.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false,
          false,
          false,
          true,
          0,
          List.of(),
          Requires.NOTHING);

  private static final int HOSTS_MAX = 1_000_000;

  public RoleMeta {
    alerts = List.copyOf(alerts);
    aliases = List.copyOf(aliases);
    labels = Map.copyOf(labels);
    inventoryOnly = List.copyOf(inventoryOnly);
  }

  /**
   * Reads the file.
   *
   * @param arguments the role's parameters, the only ones that the file may name
   */
  static RoleMeta read(Section root, Set<String> arguments) {
    Section verify = root.section("verify");
    RoleMeta meta =
        new RoleMeta(
            root.texts("alerts", List.of()),
            root.texts("aliases", List.of()),
            labels(root.section("labels"), arguments),
            root.parsed("class", Optional.empty(), text -> Optional.of(risk(text))),
            duration(root, "timeout"),
            duration(verify, "within"),
            duration(verify, "hold"),
            root.flag("check", false),
            root.flag("facts", false),
            root.flag("gathers_facts", false),
            root.flag("accelerate", true),
            root.count("serial", 0, 0, HOSTS_MAX),
            parameters(root, "inventory_only", arguments),
            Requires.read(root.section("requires")));
    verify.end();
    return meta;
  }

  private static List<String> parameters(Section root, String key, Set<String> arguments) {
    List<String> names = root.texts(key, List.of());
    names.stream()
        .filter(name -> !arguments.contains(name))
        .forEach(name ->
            root.fault(
                key,
                "'" + name + "' is no parameter of meta/argument_specs.yml; declare it there"));
    return names;
  }

  private static Optional<Duration> duration(Section section, String key) {
    return section.parsed(key, Optional.empty(), text -> Optional.of(Durations.parse(text)));
  }

  private static Risk risk(String text) {
    return switch (text) {
      case "safe" -> Risk.SAFE;
      case "disruptive" -> Risk.DISRUPTIVE;
      default -> throw new IllegalArgumentException("'" + text + "' is not safe or disruptive");
    };
  }

  private static Map<String, LabelSource> labels(Section labels, Set<String> arguments) {
    Map<String, LabelSource> sources = new LinkedHashMap<>();
    for (String name : labels.names()) {
      if (!arguments.contains(name)) {
        labels.fault(name, "is no parameter of meta/argument_specs.yml; declare it there");
      }
      Section source = labels.section(name);
      sources.put(
          name,
          new LabelSource(
              source.required("label"), source.parsed("pattern", LabelSource.PLAIN, Re2::compile)));
      source.end();
    }
    return sources;
  }
}
