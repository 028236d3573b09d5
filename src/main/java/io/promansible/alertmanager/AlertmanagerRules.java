package io.promansible.alertmanager;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.fault.InputFault;
import io.promansible.label.Labels;
import io.promansible.label.Matcher;
import io.promansible.label.Matcher.Operator;
import io.promansible.label.Matchers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * The parts of Alertmanager's configuration that hold back notifications: the time intervals of
 * routes (its API tells them only since 0.28, and late), and inhibition (its API names only one
 * inhibiting alert).
 */
final class AlertmanagerRules {
  /** Rules that inhibit nothing and mute nothing. */
  static final AlertmanagerRules NONE =
      new AlertmanagerRules(
          new Route(new Matchers(List.of()), "", false, List.of(), List.of(), List.of()),
          Map.of(),
          List.of());

  private static final ObjectMapper JSON = new ObjectMapper();

  /** One node of the tree of routes. */
  private record Route(
      Matchers matchers,
      String receiver,
      boolean goesOn,
      List<String> mute,
      List<String> active,
      List<Route> routes) {
    /** The routes that an alert ends at (dispatch/route.go, {@code Match}). */
    List<Route> ends(Labels labels) {
      if (!matchers.match(labels)) {
        return List.of();
      }
      List<Route> ends = new ArrayList<>();
      for (Route child : routes) {
        List<Route> below = child.ends(labels);
        ends.addAll(below);
        if (!below.isEmpty() && !child.goesOn) {
          break;
        }
      }
      return ends.isEmpty() ? List.of(this) : ends;
    }
  }

  /** One inhibition: alerts that match the source hold back those that match the target. */
  private record Inhibition(Matchers source, Matchers target, List<String> equal) {
    boolean holds(Labels alert, Labels by) {
      return target.match(alert)
          && source.match(by)
          // An alert that matches both sides is not inhibited by another one that does.
          && !(source.match(alert) && target.match(by))
          && equal.stream().allMatch(label -> alert.get(label).equals(by.get(label)));
    }
  }

  private final Route root;
  private final Map<String, List<TimeInterval>> intervals;
  private final List<Inhibition> inhibitions;

  private AlertmanagerRules(
      Route root, Map<String, List<TimeInterval>> intervals, List<Inhibition> inhibitions) {
    this.root = root;
    this.intervals = intervals;
    this.inhibitions = inhibitions;
  }

  /**
   * Reads a configuration.
   *
   * @throws InputFault when the configuration cannot be read
   */
  static AlertmanagerRules parse(String text) {
    try {
      LoaderOptions options = new LoaderOptions();
      DumperOptions dumping = new DumperOptions();
      // Reads each value as a text: 17:00 is a time here, but to YAML 1.1 the number 1020.
      Yaml yaml =
          new Yaml(
              new SafeConstructor(options),
              new Representer(dumping),
              dumping,
              options,
              new Texts());
      JsonNode tree = JSON.valueToTree(yaml.load(text));
      Map<String, List<TimeInterval>> intervals = new HashMap<>();
      for (String key : List.of("time_intervals", "mute_time_intervals")) {
        for (JsonNode interval : tree.path(key)) {
          intervals.put(
              interval.path("name").asText(),
              interval.path("time_intervals").valueStream().map(TimeInterval::read).toList());
        }
      }
      List<Inhibition> inhibitions = new ArrayList<>();
      for (JsonNode rule : tree.path("inhibit_rules")) {
        inhibitions.add(
            new Inhibition(
                matchers(rule, "source_matchers", "source_match", "source_match_re"),
                matchers(rule, "target_matchers", "target_match", "target_match_re"),
                texts(rule.path("equal"))));
      }
      return new AlertmanagerRules(route(tree.path("route"), ""), intervals, inhibitions);
    } catch (YAMLException | IllegalArgumentException e) {
      throw new InputFault("Alertmanager's configuration", String.valueOf(e.getMessage()));
    }
  }

  private static final class Texts extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      // none: every plain value is a text
    }
  }

  private static Route route(JsonNode node, String inherited) {
    String receiver = node.path("receiver").asText(inherited);
    return new Route(
        matchers(node, "matchers", "match", "match_re"),
        receiver,
        node.path("continue").asText().equals("true"),
        texts(node.path("mute_time_intervals")),
        texts(node.path("active_time_intervals")),
        node.path("routes").valueStream().map(child -> route(child, receiver)).toList());
  }

  private static Matchers matchers(JsonNode node, String list, String equal, String regex) {
    List<Matcher> all = new ArrayList<>();
    texts(node.path(list)).forEach(text -> all.addAll(Matchers.parse(text).all()));
    node.path(equal)
        .properties()
        .forEach(e -> all.add(new Matcher(e.getKey(), Operator.EQUAL, e.getValue().asText())));
    node.path(regex)
        .properties()
        .forEach(e -> all.add(new Matcher(e.getKey(), Operator.MATCHES, e.getValue().asText())));
    return new Matchers(all);
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asText).toList();
  }

  /**
   * The time intervals that mute an alert for a receiver now, from all routes that lead there.
   * Empty if one of these routes is open, or no route leads to the receiver.
   */
  Set<String> muting(Labels labels, String receiver, Instant now) {
    Set<String> names = new TreeSet<>();
    for (Route route : root.ends(labels)) {
      if (route.receiver().equals(receiver)) {
        Set<String> own = new TreeSet<>();
        if (!route.active().isEmpty() && route.active().stream().noneMatch(n -> holds(n, now))) {
          route.active().forEach(name -> own.add("(outside of) " + name));
        }
        route.mute().stream().filter(name -> holds(name, now)).forEach(own::add);
        if (own.isEmpty()) {
          return Set.of();
        }
        names.addAll(own);
      }
    }
    return names;
  }

  private boolean holds(String name, Instant now) {
    return intervals.getOrDefault(name, List.of()).stream().anyMatch(i -> i.contains(now));
  }

  /** An alert of those present that inhibits this alert; empty when none does. */
  Optional<Labels> inhibitor(Labels alert, Collection<Labels> present) {
    return present.stream()
        .filter(by -> inhibitions.stream().anyMatch(rule -> rule.holds(alert, by)))
        .findFirst();
  }
}
