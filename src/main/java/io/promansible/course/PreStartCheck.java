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
 * Asks just before a start, when all waiting is over, whether the alert is still worth acting upon:
 * Alertmanager whether it fires and would notify somebody, and Prometheus where the handler says
 * so.
 */
@Singleton
public final class PreStartCheck {
  /** What came of it. */
  sealed interface Answer {
    /** Nothing speaks against the start. */
    record Go() implements Answer {}

    /** It is not to be started, for this reason. */
    record Refuse(String why) implements Answer {}

    /** It is not to be started while Alertmanager itself notifies nobody. */
    record Held(Hold hold) implements Answer {}

    /** A guard holds this host back now, as another run has ended meanwhile. */
    record Later(Verdict held) implements Answer {}

    /** Nobody can tell now, or it holds for all hosts. */
    record Wait(String why) implements Answer {}
  }

  private static final Answer GO = new Answer.Go();

  private final Witnesses witnesses;
  private final DecisionSources sources;
  private final Clock clock;

  public PreStartCheck(Witnesses witnesses, DecisionSources sources, Clock clock) {
    this.witnesses = witnesses;
    this.sources = sources;
    this.clock = clock;
  }

  /** A round in which many hosts of one run ask once. */
  Witnesses.Round round() {
    return witnesses.round();
  }

  /**
   * Asks.
   *
   * @param handler as it is at the step that is to start
   * @param round what was asked already
   */
  Answer of(Remediation remediation, Episode episode, Handler handler, Witnesses.Round round) {
    Answer answer =
        witnesses.configured() ? alertmanager(remediation, episode, handler, round) : GO;
    Optional<String> query = handler.before().confirm();
    return answer instanceof Answer.Go && query.isPresent()
        ? confirmed(query.get(), episode.labelSet(), handler, round)
        : answer;
  }

  private Answer alertmanager(
      Remediation remediation, Episode episode, Handler handler, Witnesses.Round round) {
    Optional<AlertmanagerState> asked = round.alertmanager(episode);
    boolean needed = witnesses.needed(episode.source());
    if (asked.isEmpty()) {
      return needed ? unanswered(handler, "Alertmanager gives no usable answer") : GO;
    }
    AlertmanagerState seen = asked.get();
    Labels labels = episode.labelSet();
    Optional<Hold> hold = seen.held(labels, witnesses.settings().receiver(), clock.instant());
    if (hold.isPresent()) {
      sources.holds().learn(episode.alertId(), hold.get());
      return new Answer.Held(hold.get());
    }
    // An Alertmanager that has reported this alert before is believed if it has not restarted
    // since;
    // any other only once it has been up for alertmanager.young.
    boolean known = remediation.confirmed() || episode.confirmed();
    boolean ours = known || needed;
    Instant old = clock.instant().minus(witnesses.settings().young());
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
      String query, Labels labels, Handler handler, Witnesses.Round round) {
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
