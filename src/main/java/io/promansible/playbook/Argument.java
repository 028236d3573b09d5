package io.promansible.playbook;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One parameter of a role, from {@code meta/argument_specs.yml}.
 *
 * @param fallback the spec's default; a missing node when there is none
 * @param choices empty when any value will do
 * @param provided whether the role's own defaults or vars give it a value
 * @param secret {@code no_log}: its value is never shown
 * @param nested the options of a mapping, or of each mapping in a list
 */
public record Argument(
    String name,
    ArgumentType type,
    boolean required,
    JsonNode fallback,
    List<String> choices,
    boolean provided,
    boolean secret,
    String description,
    NestedOptions nested) {
  public Argument {
    choices = List.copyOf(choices);
  }

  /**
   * What is wrong with a value; empty when Ansible will take it. A value with a template passes, as
   * it is known only in the play.
   */
  public Optional<String> complaint(JsonNode value) {
    if (value.isNull() || value.isMissingNode()) {
      return Optional.empty();
    }
    return isTemplate(value)
        ? Optional.empty()
        : complaintOfText(value).or(() -> complaintOfOptions(value));
  }

  private Optional<String> complaintOfOptions(JsonNode value) {
    return value.isArray()
        ? value.valueStream().flatMap(item -> nested.complaint(item).stream()).findFirst()
        : nested.complaint(value);
  }

  /** This parameter and the options in it, at any depth. */
  public Stream<Argument> all() {
    return Stream.concat(Stream.of(this), nested.options().stream().flatMap(Argument::all));
  }

  private static boolean isTemplate(JsonNode value) {
    return value.isTextual() && (value.asText().contains("{{") || value.asText().contains("{%"));
  }

  /**
   * What is wrong with a value that is no template, as one from a label, whatever it looks like.
   */
  public Optional<String> complaintOfText(JsonNode value) {
    String shown =
        secret ? "its value" : "'" + (value.isValueNode() ? value.asText() : value) + "'";
    if (!type.takes(value)) {
      return Optional.of("must be of type %s; %s is not".formatted(type.text(), shown));
    }
    if (type == ArgumentType.LIST && !choices.isEmpty()) {
      JsonNode list = value.isArray() ? value : type.convert(value.asText());
      return list.valueStream()
          .map(JsonNode::asText)
          .filter(item -> !choices.contains(item))
          .findFirst()
          .map(item ->
              "must have only %s; '%s' is not"
                  .formatted(String.join(", ", choices), secret ? "its value" : item));
    }
    if (!choices.isEmpty() && value.isValueNode() && !chosen(value.asText())) {
      return Optional.of(
          "must be one of %s; %s is not".formatted(String.join(", ", choices), shown));
    }
    return Optional.empty();
  }

  /** Whether the text is one of the choices; a boolean may be in any spelling. */
  private boolean chosen(String text) {
    return choices.contains(text)
        || (type == ArgumentType.BOOL
            && choices.stream()
                .anyMatch(c -> ArgumentType.truth(c).equals(ArgumentType.truth(text))));
  }

  /** A label's text as a value of this type. Only for a text without a {@link #complaint}. */
  public JsonNode convert(String text) {
    return type.convert(text);
  }
}
