package io.promansible.handler;

import io.promansible.playbook.Risk;
import java.util.List;

/** One step of a handler's escalation ladder, above its own roles. */
public record Rung(List<String> roles, Mode mode, Risk risk) {
  /** Copies. */
  public Rung {
    roles = List.copyOf(roles);
  }
}
