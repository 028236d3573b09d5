package io.promansible.playbook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The types of Ansible's argument specs and what each takes, as Ansible itself checks at the start
 * of a role: https://docs.ansible.com/ansible/latest/dev_guide/developing_program_flow_modules.html
 */
public enum ArgumentType {
  STR,
  INT,
  FLOAT,
  BOOL,
  LIST,
  DICT,
  PATH,
  RAW,
  JSONARG,
  JSON,
  BYTES,
  BITS;

  private static final Set<String> TRUE = Set.of("y", "yes", "on", "1", "true", "t", "1.0");
  private static final Set<String> FALSE = Set.of("n", "no", "off", "0", "false", "f", "0.0");
  private static final Pattern SIZE = Pattern.compile("(?i)\\d+(\\.\\d+)?\\s*[kmgtpezy]?(i?b)?");

  /** The type of this name in Ansible. */
  public static Optional<ArgumentType> of(String name) {
    return Arrays.stream(values()).filter(type -> type.text().equals(name)).findFirst();
  }

  /** Ansible's name of this type. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Ansible's names of all types. */
  static List<String> names() {
    return Arrays.stream(values()).map(ArgumentType::text).toList();
  }

  /** Whether Ansible would take the value for this type. */
  boolean takes(JsonNode value) {
    String text = value.asText("").strip();
    return switch (this) {
      case STR, PATH -> value.isValueNode();
      case INT -> value.isIntegralNumber() || (value.isTextual() && text.matches("[+-]?\\d{1,18}"));
      case FLOAT -> value.isNumber() || (value.isTextual() && isNumber(text));
      case BOOL -> value.isBoolean() || truth(text).isPresent();
      case LIST -> value.isArray() || value.isTextual() || value.isNumber();
      case DICT ->
          value.isObject() || (value.isTextual() && (text.startsWith("{") || text.contains("=")));
      case JSONARG, JSON -> value.isContainerNode() || value.isTextual();
      case BYTES, BITS -> value.isIntegralNumber() || SIZE.matcher(text).matches();
      case RAW -> true;
    };
  }

  /** The text as a value of this type; only called with what {@link #takes} has taken. */
  JsonNode convert(String text) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return switch (this) {
      case INT -> json.numberNode(Long.parseLong(text.strip()));
      case FLOAT -> json.numberNode(Double.parseDouble(text.strip()));
      case BOOL -> json.booleanNode(truth(text.strip()).orElseThrow());
      case LIST -> {
        var list = json.arrayNode();
        Arrays.stream(text.split(",", -1)).forEach(list::add);
        yield list;
      }
      case STR, PATH, RAW, JSONARG, JSON, DICT, BYTES, BITS -> json.textNode(text);
    };
  }

  private static boolean isNumber(String text) {
    try {
      return Double.isFinite(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  static Optional<Boolean> truth(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return TRUE.contains(lower)
        ? Optional.of(true)
        : FALSE.contains(lower) ? Optional.of(false) : Optional.empty();
  }
}
