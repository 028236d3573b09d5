package io.promansible.playbook;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * One parameter of a role, from {@code meta/argument_specs.yml}.
 *
 * @param type Ansible's name of the type; {@code str} when the role does not say
 * @param fallback the default; a missing node when there is none
 * @param choices empty when any value will do
 */
public record Argument(
    String name,
    String type,
    boolean required,
    JsonNode fallback,
    List<String> choices,
    String description) {
  /** Copies. */
  public Argument {
    choices = List.copyOf(choices);
  }
}
