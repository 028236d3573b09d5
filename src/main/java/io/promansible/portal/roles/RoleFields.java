package io.promansible.portal.roles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.fault.Finding;
import io.promansible.playbook.Argument;
import io.promansible.playbook.ArgumentType;
import io.promansible.playbook.OptionRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** The fields of a role's parameters: made from its argument spec, and read again. */
final class RoleFields {
  private static final String PREFIX = "var.";
  private static final ObjectMapper JSON = new ObjectMapper();

  private RoleFields() {}

  /** The fields with what stands in them, by their paths. */
  static List<RoleForm.Field> of(List<Argument> arguments, Map<String, String> values) {
    return arguments.stream()
        .filter(argument -> !argument.provided() || !argument.required())
        .map(argument -> field("", argument, values))
        .toList();
  }

  private static RoleForm.Field field(String above, Argument argument, Map<String, String> values) {
    JsonNode fallback = argument.fallback();
    String path = above + argument.name();
    return new RoleForm.Field(
        path,
        argument.name(),
        argument.type().text(),
        input(argument),
        argument.required(),
        argument.secret() || fallback.isMissingNode() || fallback.isNull()
            ? ""
            : fallback.isTextual() ? fallback.asText() : fallback.toString(),
        argument.type() == ArgumentType.BOOL ? List.of("true", "false") : argument.choices(),
        plain(argument.description()),
        values.getOrDefault(path, ""),
        argument.nested().options().stream()
            .map(option -> field(path + ".", option, values))
            .toList(),
        argument.nested().rules().stream().map(OptionRule::words).toList());
  }

  /** A description without the marks of Ansible's documentation, such as {@code C(name)}. */
  private static String plain(String description) {
    return description.replaceAll("\\b[VCOBIEUMPRL]\\(([^()]*)\\)", "$1");
  }

  private static String input(Argument argument) {
    if (argument.secret()) {
      return "secret";
    }
    if (argument.type() == ArgumentType.DICT && !argument.nested().options().isEmpty()) {
      return "options";
    }
    if (argument.type() == ArgumentType.BOOL
        || (!argument.choices().isEmpty() && argument.type() != ArgumentType.LIST)) {
      return "choice";
    }
    return switch (argument.type()) {
      case INT -> "number";
      case LIST, DICT, RAW, JSON, JSONARG -> "yaml";
      default -> "text";
    };
  }

  /** What stands in the fields of a form, by their paths. */
  static Map<String, String> values(Map<String, String> form) {
    Map<String, String> values = new LinkedHashMap<>();
    form.forEach((name, text) -> {
      if (name.startsWith(PREFIX)) {
        values.put(name.substring(PREFIX.length()), text);
      }
    });
    return values;
  }

  /** Values of whole parameters, with those of mappings taken apart. */
  static Map<String, String> apart(List<Argument> arguments, Map<String, JsonNode> whole) {
    Map<String, String> values = new LinkedHashMap<>();
    arguments.forEach(argument ->
        apart("", argument, whole.getOrDefault(argument.name(), JSON.nullNode()), values));
    return values;
  }

  private static void apart(
      String above, Argument argument, JsonNode value, Map<String, String> values) {
    String path = above + argument.name();
    if (value.isObject() && input(argument).equals("options")) {
      argument
          .nested()
          .options()
          .forEach(option -> apart(path + ".", option, value.path(option.name()), values));
    } else if (!value.isNull() && !value.isMissingNode()) {
      values.put(path, value.isTextual() ? value.asText() : value.toString());
    }
  }

  /**
   * What a form gives the parameters.
   *
   * @param faults takes what cannot be read
   */
  static void read(
      List<Argument> arguments, Map<String, String> values, ObjectNode vars, List<Finding> faults) {
    for (Argument argument : arguments) {
      read("", argument, values, faults).ifPresent(value -> vars.set(argument.name(), value));
    }
  }

  private static Optional<JsonNode> read(
      String above, Argument argument, Map<String, String> values, List<Finding> faults) {
    String path = above + argument.name();
    if (input(argument).equals("options")) {
      ObjectNode mapping = JSON.createObjectNode();
      for (Argument option : argument.nested().options()) {
        read(path + ".", option, values, faults)
            .ifPresent(value -> mapping.set(option.name(), value));
      }
      return mapping.isEmpty() ? Optional.empty() : Optional.of(mapping);
    }
    String text = values.getOrDefault(path, "");
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(value(argument, text));
    } catch (YAMLException e) {
      String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      faults.add(new Finding(path, "is no YAML: " + why));
    } catch (IllegalArgumentException e) {
      faults.add(
          new Finding(
              path, "must be of type %s; '%s' is not".formatted(argument.type().text(), text)));
    }
    return Optional.empty();
  }

  private static JsonNode value(Argument argument, String text) {
    return input(argument).equals("yaml")
        ? JSON.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(text))
        : argument.convert(text);
  }
}
