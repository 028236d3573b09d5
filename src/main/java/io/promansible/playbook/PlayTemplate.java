package io.promansible.playbook;

import io.promansible.fault.InputFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The {@code hosts/role} template: a play with {@code hosts: '{{ myhost }}'} and {@code roles: ['{{
 * myrole }}']}.
 *
 * <p>The template is filled in as a tree, never as text, so no name of a host or role can add a
 * play, a task or a template.
 */
public final class PlayTemplate {
  private static final String HOSTS = "{{ myhost }}";
  private static final String ROLE = "{{ myrole }}";

  private final List<Map<String, Object>> plays;

  private PlayTemplate(List<Map<String, Object>> plays) {
    this.plays = plays;
  }

  /**
   * Reads the template of a kind.
   *
   * @throws InputFault when the file is missing or has no play for hosts or roles
   */
  public static PlayTemplate read(Path playbooks, Kind kind) {
    Path file = playbooks.resolve(kind.folder()).resolve(kind.template());
    try {
      List<Map<String, Object>> plays = plays(file.toString(), Files.readString(file));
      if (plays.stream().noneMatch(play -> HOSTS.equals(play.get("hosts")))) {
        throw new InputFault(file.toString(), "has no play with hosts: '" + HOSTS + "'; add one");
      }
      if (plays.stream().noneMatch(PlayTemplate::takesRoles)) {
        throw new InputFault(
            file.toString(),
            "has no play with roles: ['" + ROLE + "'], so no role would run; add it");
      }
      plays.forEach(play -> varsFiles(file, play));
      return new PlayTemplate(plays);
    } catch (IOException e) {
      throw new InputFault(file.toString(), "the play template cannot be read: " + e);
    }
  }

  /**
   * The plays of a playbook, with Ansible's own YAML tags.
   *
   * @param file how a fault names it
   * @throws InputFault when it is no list of plays
   */
  public static List<Map<String, Object>> plays(String file, String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    try {
      Object tree = new Yaml(new TaggedYaml.Reader(options)).load(text);
      List<Map<String, Object>> plays = new ArrayList<>();
      for (Object play : tree instanceof List<?> list ? list : List.of()) {
        plays.add(play(file, play));
      }
      return plays;
    } catch (YAMLException e) {
      throw new InputFault(file, "not YAML: " + e.getMessage());
    }
  }

  /** Whether some hosts may be played by another node: no play counts or orders its hosts. */
  public boolean divisible() {
    return plays.stream()
        .noneMatch(play ->
            play.containsKey("serial")
                || play.containsKey("max_fail_percentage")
                || Boolean.TRUE.equals(play.get("any_errors_fatal"))
                || Boolean.TRUE.equals(play.get("run_once")));
  }

  /** Checks that {@code vars_files} exist; Ansible itself notices only when the play begins. */
  private static void varsFiles(Path file, Map<String, Object> play) {
    Object named = play.get("vars_files");
    for (Object one : named instanceof List<?> list ? list : List.of()) {
      if (one instanceof String name
          && !name.contains("{{")
          && !Files.exists(file.resolveSibling(name))) {
        throw new InputFault(
            file.toString(),
            "vars_files names '%s', which is not there; it is looked for in %s"
                .formatted(name, file.getParent()));
      }
    }
  }

  private static boolean takesRoles(Map<String, Object> play) {
    return play.get("roles") instanceof List<?> roles
        && roles.stream()
            .anyMatch(role ->
                ROLE.equals(role)
                    || (role instanceof Map<?, ?> map && ROLE.equals(map.get("role"))));
  }

  private static Map<String, Object> play(String file, Object node) {
    if (!(node instanceof Map<?, ?> map)) {
      throw new InputFault(file, "must be a list of plays");
    }
    Map<String, Object> play = new LinkedHashMap<>();
    map.forEach((key, value) -> play.put(String.valueOf(key), value));
    return play;
  }

  /**
   * The playbook for these hosts and roles, as YAML.
   *
   * @param hosts names of the inventory
   * @param roles names of the catalog, in order
   * @param serial how many hosts at once, with a stop at the first failed one; 0 for all at once
   * @param facts whether a role needs the facts of the hosts; if not, the template decides
   */
  public String render(Set<String> hosts, List<String> roles, int serial, boolean facts) {
    List<Map<String, Object>> filled = new ArrayList<>();
    for (Map<String, Object> play : plays) {
      Map<String, Object> copy = new LinkedHashMap<>(play);
      if (HOSTS.equals(copy.get("hosts"))) {
        copy.put("hosts", List.copyOf(hosts));
        if (facts) {
          copy.put("gather_facts", true);
        }
        if (serial > 0) {
          copy.put("serial", serial);
          copy.put("max_fail_percentage", 0);
        }
      }
      if (copy.get("roles") instanceof List<?> templates) {
        copy.put("roles", templates.stream().flatMap(role -> filled(role, roles)).toList());
      }
      filled.add(copy);
    }
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setSplitLines(false);
    return new Yaml(new TaggedYaml.Writer(options), options).dump(filled);
  }

  /** An entry of {@code roles:}, with the run's roles in place of {@code myrole}. */
  private static Stream<Object> filled(Object role, List<String> roles) {
    if (ROLE.equals(role)) {
      return roles.stream().map(Object.class::cast);
    }
    if (role instanceof Map<?, ?> map && ROLE.equals(map.get("role"))) {
      return roles.stream()
          .map(name -> {
            Map<Object, Object> copy = new LinkedHashMap<>(map);
            copy.put("role", name);
            return copy;
          });
    }
    return Stream.of(role);
  }
}
