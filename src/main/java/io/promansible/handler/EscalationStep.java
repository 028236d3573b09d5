package io.promansible.handler;

import io.promansible.playbook.Risk;
import java.time.Duration;
import java.util.List;

/**
 * One step of a handler's escalation, above its own roles.
 *
 * @param parameters the parameters of its roles, each with the label that gives it
 */
public record EscalationStep(
    List<String> roles,
    List<Parameter> parameters,
    Mode mode,
    Risk risk,
    Duration timeout,
    Verify verify) {
  public EscalationStep {
    roles = List.copyOf(roles);
    parameters = List.copyOf(parameters);
  }

  /** This step in a mode, where its own would do more by itself. */
  EscalationStep atMost(Mode other) {
    return mode.compareTo(other) <= 0
        ? this
        : new EscalationStep(roles, parameters, other, risk, timeout, verify);
  }
}
