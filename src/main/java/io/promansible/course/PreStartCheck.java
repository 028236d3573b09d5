package io.promansible.course;

import io.promansible.alert.Episode;
import io.promansible.alertmanager.AlertmanagerState;
import io.promansible.alertmanager.Hold;
import io.promansible.decision.DecisionSources;
import io.promansible.guard.Verdict;
import io.promansible.handler.Handler;
import io.promansible.handler.PreStartSettings.WhenUnanswered;
import io.promansible.label.Labels;
import io.promansible.remediation.Remediation;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Checks just before a start whether the alert is still worth acting upon: asks Alertmanager
 * whether it fires and is not held back, and Prometheus if the handler has a query.
 */
@Singleton
public final class PreStartCheck {
  /** The result of the check. */
  sealed interface Answer {
    /** The host may be acted upon. */
    record Go() implements Answer {}

    /** The host is not to be acted upon, for this reason. */
    record Refuse(String why) implements Answer {}

    /** The host waits, as Alertmanager holds back the alert's notifications. */
    record Held(Hold hold) implements Answer {}

    /** The host waits, as a guard holds it back since another run ended. */
    record Later(Verdict held) implements Answer {}

    /** The whole run waits: there is no usable answer, or a guard holds back all hosts. */
    record Wait(String why) implements Answer {}
  }

  private static final Answer GO = new Answer.Go();

  private final AlertQuestions alertQuestions;
  private final DecisionSources sources;
  private final Clock clock;

  public PreStartCheck(AlertQuestions alertQuestions, DecisionSources sources, Clock clock) {
    this.alertQuestions = alertQuestions;
    this.sources = sources;
    this.clock = clock;
  }

  /** A round in which the hosts of one run share their questions. */
  AlertQuestions.Round round() {
    return alertQuestions.round();
  }

  /**
   * Checks one alert of a run.
   *
   * @param handler the handler, as it is at the step that is to start
   * @param round the answers so far
   */
  Answer of(Remediation remediation, Episode episode, Handler handler, AlertQuestions.Round round) {
    Answer answer =
        alertQuestions.configured() ? alertmanager(remediation, episode, handler, round) : GO;
    Optional<String> query = handler.before().confirm();
    return answer instanceof Answer.Go && query.isPresent()
        ? confirmed(query.get(), episode.labelSet(), handler, round)
        : answer;
  }

  private Answer alertmanager(
      Remediation remediation, Episode episode, Handler handler, AlertQuestions.Round round) {
    Optional<AlertmanagerState> asked = round.alertmanager(episode);
    boolean needed = alertQuestions.needsConfirmation(episode.source());
    if (asked.isEmpty()) {
      return needed ? unanswered(handler, "Alertmanager gives no usable answer") : GO;
    }
    AlertmanagerState seen = asked.get();
    Labels labels = episode.labelSet();
    Optional<Hold> hold = seen.held(labels, alertQuestions.settings().receiver(), clock.instant());
    if (hold.isPresent()) {
      sources.holds().learn(episode.alertId(), hold.get());
      return new Answer.Held(hold.get());
    }
    // An Alertmanager that had this alert before is believed if it has not restarted since; any
    // other only once it has been up for alertmanager.young.
    boolean known = remediation.confirmed() || episode.confirmed();
    boolean ours = known || needed;
    Instant old = clock.instant().minus(alertQuestions.settings().young());
    Instant since = known ? episode.lastSeen() : old;
    return switch (seen.of(labels, since)) {
      case FIRING -> GO;
      case GONE -> ours ? new Answer.Refuse("Alertmanager no longer has the alert") : GO;
      case UNKNOWN ->
          ours
              ? unanswered(
                  handler,
                  seen.complete()
                      ? "Alertmanager, which started at %s, does not have the alert (yet)"
                          .formatted(seen.startedAt())
                      : "a member of Alertmanager gives no usable answer")
              : GO;
    };
  }

  private static Answer confirmed(
      String query, Labels labels, Handler handler, AlertQuestions.Round round) {
    return switch (round.prometheus(query, labels, handler)) {
      case PrometheusConfirmation.Answer.Yes() -> GO;
      case PrometheusConfirmation.Answer.No(String why) -> new Answer.Refuse(why);
      case PrometheusConfirmation.Answer.Unknown(String why) -> unanswered(handler, why);
    };
  }

  private static Answer unanswered(Handler handler, String why) {
    return handler.before().unanswered() == WhenUnanswered.WAIT ? new Answer.Wait(why) : GO;
  }
}
