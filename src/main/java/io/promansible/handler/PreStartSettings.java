package io.promansible.handler;

import io.promansible.playbook.Risk;
import io.promansible.settings.Section;
import java.util.Optional;

/**
 * What is asked just before a start, when all waiting is over.
 *
 * @param unanswered what to do while Alertmanager, or Prometheus where it is asked, gives no answer
 * @param confirm a PromQL query that must have a result; where its series carry the target label,
 *     one of them must name the alert's
 */
public record PreStartSettings(WhenUnanswered unanswered, Optional<String> confirm) {
  /** What to do without an answer. */
  public enum WhenUnanswered {
    WAIT,
    START
  }

  static PreStartSettings read(Section section, Risk risk) {
    PreStartSettings before =
        new PreStartSettings(
            section.choice("unanswered", WhenUnanswered.class, usual(risk)),
            section.text("confirm"));
    section.end();
    return before;
  }

  /** These settings for a step of the escalation; a disruptive step waits for answers. */
  PreStartSettings of(Risk risk) {
    return risk == Risk.SAFE ? this : new PreStartSettings(WhenUnanswered.WAIT, confirm);
  }

  private static WhenUnanswered usual(Risk risk) {
    return risk == Risk.SAFE ? WhenUnanswered.START : WhenUnanswered.WAIT;
  }
}
