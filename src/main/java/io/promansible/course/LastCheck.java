package io.promansible.course;

import io.promansible.alert.Episode;
import io.promansible.alertmanager.Hold;
import io.promansible.alertmanager.Seen;
import io.promansible.decision.HistorySources;
import io.promansible.guard.Verdict;
import io.promansible.handler.Before.Unanswered;
import io.promansible.handler.Handler;
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
public final class LastCheck {
  /** What came of it. */
  sealed interface Word {
    /** Nothing speaks against the start. */
    record Go() implements Word {}

    /** It is not to be started, for this reason. */
    record Refuse(String why) implements Word {}

    /** It is not to be started while Alertmanager itself notifies nobody. */
    record Held(Hold hold) implements Word {}

    /** A guard holds this host back now, as another run has ended meanwhile. */
    record Later(Verdict held) implements Word {}

    /** Nobody can tell now, or it holds for all hosts. */
    record Wait(String why) implements Word {}
  }

  private static final Word GO = new Word.Go();

  private final Witnesses witnesses;
  private final HistorySources sources;
  private final Clock clock;

  /** A check. */
  public LastCheck(Witnesses witnesses, HistorySources sources, Clock clock) {
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
  Word of(Remediation remediation, Episode episode, Handler handler, Witnesses.Round round) {
    Word word = witnesses.configured() ? alertmanager(remediation, episode, handler, round) : GO;
    Optional<String> query = handler.before().confirm();
    return word instanceof Word.Go && query.isPresent()
        ? confirmed(query.get(), episode.labelSet(), handler, round)
        : word;
  }

  private Word alertmanager(
      Remediation remediation, Episode episode, Handler handler, Witnesses.Round round) {
    Optional<Seen> asked = round.alertmanager(episode);
    boolean needed = witnesses.needed(episode.source());
    if (asked.isEmpty()) {
      return needed ? unanswered(handler, "Alertmanager gives no usable answer") : GO;
    }
    Seen seen = asked.get();
    Labels labels = episode.labelSet();
    Optional<Hold> hold = seen.held(labels, witnesses.settings().receiver(), clock.instant());
    if (hold.isPresent()) {
      sources.holds().learn(episode.alertId(), hold.get());
      return new Word.Held(hold.get());
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
      case GONE -> ours ? new Word.Refuse("Alertmanager no longer has the alert") : GO;
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

  private static Word confirmed(
      String query, Labels labels, Handler handler, Witnesses.Round round) {
    return switch (round.prometheus(query, labels, handler)) {
      case PrometheusConfirmation.Answer.Yes() -> GO;
      case PrometheusConfirmation.Answer.No(String why) -> new Word.Refuse(why);
      case PrometheusConfirmation.Answer.Unknown(String why) -> unanswered(handler, why);
    };
  }

  private static Word unanswered(Handler handler, String why) {
    return handler.before().unanswered() == Unanswered.WAIT ? new Word.Wait(why) : GO;
  }
}
