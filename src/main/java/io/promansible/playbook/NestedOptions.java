package io.promansible.playbook;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.settings.Nearest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The options of a mapping in an argument spec.
 *
 * @param options each with its own type; none where any mapping will do
 * @param rules what they ask of each other
 * @param aliases other names that Ansible takes for them
 */
public record NestedOptions(List<Argument> options, List<OptionRule> rules, List<String> aliases) {
  /** Of an argument whose spec says nothing of what is in it. */
  public static final NestedOptions ANY = new NestedOptions(List.of(), List.of(), List.of());

  public NestedOptions {
    options = List.copyOf(options);
    rules = List.copyOf(rules);
    aliases = List.copyOf(aliases);
  }

  /** What is wrong with a mapping; empty when Ansible will take it. */
  Optional<String> complaint(JsonNode given) {
    if (options.isEmpty() || !given.isObject()) {
      return Optional.empty();
    }
    List<String> names = options.stream().map(Argument::name).toList();
    Stream<Optional<String>> unknown =
        given.properties().stream()
            .map(one -> one.getKey())
            .filter(name -> !names.contains(name) && !aliases.contains(name))
            .map(name ->
                Optional.of("has no option '%s'%s".formatted(name, Nearest.hint(name, names))));
    // A value under another name is not looked for: Ansible itself is the judge of these.
    boolean plain = aliases.stream().noneMatch(given::has);
    Stream<Optional<String>> values =
        options.stream()
            .map(option ->
                plain && option.required() && !given.hasNonNull(option.name())
                    ? Optional.of("needs the option '%s'".formatted(option.name()))
                    : option
                        .complaint(given.path(option.name()))
                        .map(what -> "'" + option.name() + "' " + what));
    Stream<Optional<String>> broken =
        rules.stream()
            .filter(rule -> plain && rule.brokenBy(given))
            .map(rule -> Optional.of("needs " + rule.words()));
    return Stream.of(unknown, values, broken).flatMap(s -> s).flatMap(Optional::stream).findFirst();
  }
}
