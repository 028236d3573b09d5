package io.promansible.handler;

import io.promansible.playbook.Argument;
import io.promansible.playbook.LabelSource;
import io.promansible.playbook.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A parameter of one of a handler's roles, and the label that gives it, if one does.
 *
 * @param role the name of the role that has it
 */
public record Parameter(String role, Argument argument, Optional<LabelSource> from) {
  /** All parameters of some roles, in order. */
  static List<Parameter> of(List<Role> roles) {
    List<Parameter> parameters = new ArrayList<>();
    for (Role role : roles) {
      for (Argument argument : role.arguments()) {
        parameters.add(
            new Parameter(
                role.name(),
                argument,
                Optional.ofNullable(role.meta().labels().get(argument.name()))));
      }
    }
    return parameters;
  }
}
