package io.promansible.handler;

import io.promansible.inventory.Resolution;
import io.promansible.label.Labels;

/**
 * All that a decision looks at.
 *
 * @param labels of the alert
 * @param target what the handler's target label means
 */
record Situation(Handler handler, Labels labels, Resolution target, Recent recent) {
  /** What the roles get; nothing where there is no host. */
  Given given() {
    return switch (target) {
      case Resolution.Found(var host) -> Given.of(handler, labels, host);
      case Resolution.Unknown(var why) -> new Given.Wanting("there is no host to ask for");
    };
  }
}
