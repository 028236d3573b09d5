package io.promansible.guard;

import io.promansible.handler.Handler;
import io.promansible.handler.Mode;
import io.promansible.inventory.Resolution;
import io.promansible.label.Labels;
import java.util.Arrays;

/**
 * All that a decision looks at.
 *
 * @param labels of the alert
 * @param target what the handler's target label means
 */
record Situation(Handler handler, Labels labels, Resolution target, RecentHistory recent) {
  /** The parameters of the roles; {@code Wanting} where there is no host. */
  AlertParameters given() {
    return switch (target) {
      case Resolution.Found(var host) -> AlertParameters.of(handler, labels, host);
      case Resolution.Unknown(var why) ->
          new AlertParameters.Missing("there is no host to ask for");
    };
  }

  /**
   * The handler's mode, or the label {@code promansible_mode} where that is stricter: labels come
   * from outside and never make anything looser.
   */
  Mode mode() {
    return Arrays.stream(Mode.values())
        .filter(mode -> mode.name().equalsIgnoreCase(labels.get("promansible_mode")))
        .filter(mode -> mode.compareTo(handler.mode()) < 0)
        .findFirst()
        .orElse(handler.mode());
  }

  /** Whether the decision is about a step of the escalation: the alert has been acted upon. */
  boolean climbing() {
    return recent.context().step() > 0;
  }
}
