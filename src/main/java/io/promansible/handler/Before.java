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
public record Before(Unanswered unanswered, Optional<String> confirm) {
  /** What to do without an answer. */
  public enum Unanswered {
    WAIT,
    START
  }

  static Before read(Section section, Risk risk) {
    Before before =
        new Before(
            section.choice("unanswered", Unanswered.class, usual(risk)), section.text("confirm"));
    section.end();
    return before;
  }

  /** The same for a step of the ladder, which may be more disruptive than the first. */
  Before of(Risk risk) {
    return risk == Risk.SAFE ? this : new Before(Unanswered.WAIT, confirm);
  }

  private static Unanswered usual(Risk risk) {
    return risk == Risk.SAFE ? Unanswered.START : Unanswered.WAIT;
  }
}
