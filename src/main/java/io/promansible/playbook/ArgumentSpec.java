package io.promansible.playbook;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.fault.Finding;
import io.promansible.settings.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads {@code meta/argument_specs.yml} and compares it with {@code defaults/main.yml}. */
final class ArgumentSpec {
  static final String FILE = "meta/argument_specs.yml";
  static final String DEFAULTS = "defaults/main.yml";

  private final String role;
  private final Set<String> provided;
  private final List<Finding> faults;
  private final List<Finding> remarks;

  /**
   * A reader that adds what it finds to the two lists.
   *
   * @param provided variables that the role's own files give a value
   */
  ArgumentSpec(String role, Set<String> provided, List<Finding> faults, List<Finding> remarks) {
    this.role = role;
    this.provided = Set.copyOf(provided);
    this.faults = faults;
    this.remarks = remarks;
  }

  /** The arguments of the entry point {@code main}. */
  List<Argument> read(JsonNode main) {
    List<Argument> arguments = new ArrayList<>();
    JsonNode options = main.path("options");
    if (!options.isObject() && !options.isMissingNode() && !options.isNull()) {
      faults.add(new Finding(role + "/" + FILE, "'options' must be a mapping of names to options"));
    }
    options
        .properties()
        .forEach(e -> arguments.add(argument(e.getKey(), e.getKey(), e.getValue())));
    return arguments;
  }

  /** An option of this name, which faults call by where it stands. */
  private Argument argument(String where, String name, JsonNode option) {
    String type = option.path("type").asText("str");
    ArgumentType known =
        ArgumentType.of(type)
            .orElseGet(() -> {
              fault(
                  where,
                  "type '%s' is not one of %s%s"
                      .formatted(
                          type,
                          String.join(", ", ArgumentType.names()),
                          Nearest.hint(type, ArgumentType.names())));
              return ArgumentType.RAW;
            });
    List<String> choices = new ArrayList<>();
    option.path("choices").forEach(choice -> choices.add(choice.asText()));
    List<String> sentences = new ArrayList<>();
    JsonNode description = option.path("description");
    description.forEach(sentence -> sentences.add(sentence.asText()));
    Argument argument =
        new Argument(
            name,
            known,
            option.path("required").asBoolean(false),
            option.path("default"),
            choices,
            where.equals(name) && provided.contains(name),
            option.path("no_log").asBoolean(false),
            description.isTextual() ? description.asText() : String.join(" ", sentences),
            nested(where, option));
    if (!argument.fallback().isMissingNode() && !argument.fallback().isNull()) {
      argument
          .complaint(argument.fallback())
          .ifPresent(what -> fault(where, "its default " + what));
    }
    return argument;
  }

  private NestedOptions nested(String name, JsonNode option) {
    List<Argument> options = new ArrayList<>();
    List<String> aliases = new ArrayList<>();
    option
        .path("options")
        .properties()
        .forEach(one -> {
          options.add(argument(name + ".options." + one.getKey(), one.getKey(), one.getValue()));
          one.getValue().path("aliases").forEach(alias -> aliases.add(alias.asText()));
        });
    return options.isEmpty()
        ? NestedOptions.ANY
        : new NestedOptions(options, OptionRule.read(option), aliases);
  }

  /**
   * Compares the spec's defaults with the defaults file: Ansible applies only those of the file.
   */
  void compare(List<Argument> arguments, JsonNode defaults) {
    for (Argument argument : arguments) {
      JsonNode real = defaults.path(argument.name());
      if (argument.required() && !real.isMissingNode()) {
        remark(argument.name(), "is required, yet has a default");
      } else if (!real.equals(argument.fallback()) && !sameNumber(real, argument.fallback())) {
        remark(
            argument.name(),
            "is %s there, but %s in %s; make them agree"
                .formatted(shown(real), shown(argument.fallback()), FILE));
      }
      if (!real.isMissingNode() && !real.isNull()) {
        argument
            .complaint(real)
            .ifPresent(what ->
                faults.add(new Finding(role + "/" + DEFAULTS, argument.name() + " " + what)));
      }
    }
  }

  private static boolean sameNumber(JsonNode a, JsonNode b) {
    return a.isNumber() && b.isNumber() && a.asDouble() == b.asDouble();
  }

  private static String shown(JsonNode value) {
    return value.isMissingNode() ? "missing" : value.toString();
  }

  private void fault(String argument, String what) {
    faults.add(new Finding(role + "/" + FILE, "options." + argument + ": " + what));
  }

  private void remark(String argument, String what) {
    remarks.add(new Finding(role + "/" + DEFAULTS, argument + " " + what));
  }
}
