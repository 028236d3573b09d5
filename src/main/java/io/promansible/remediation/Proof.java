package io.promansible.remediation;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.alert.AlertmanagerClient;
import io.promansible.alert.AlertmanagerSettings;
import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeRepository;
import io.promansible.alert.Seen;
import io.promansible.alert.Seen.Answer;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the alert to prove that the fault is gone: resolved, by the webhook or by asking
 * Alertmanager, and still resolved after the hold.
 */
public final class Proof {
  private static final Logger LOG = LoggerFactory.getLogger(Proof.class);
  private static final int AT_ONCE = 100;
  private static final Duration FAR = Duration.ofHours(1);

  private final RemediationRepository remediations;
  private final EpisodeRepository episodes;
  private final AlertmanagerClient alertmanager;
  private final Supplier<AlertmanagerSettings> settings;
  private final TransactionOperations<Connection> transactions;
  private final Ladder ladder;
  private final IntakeMetrics metrics;
  private final Clock clock;

  /** A proof. */
  public Proof(
      RemediationRepository remediations,
      EpisodeRepository episodes,
      AlertmanagerClient alertmanager,
      Supplier<AlertmanagerSettings> settings,
      TransactionOperations<Connection> transactions,
      Ladder ladder,
      IntakeMetrics metrics,
      Clock clock) {
    this.remediations = remediations;
    this.episodes = episodes;
    this.alertmanager = alertmanager;
    this.settings = settings;
    this.transactions = transactions;
    this.ladder = ladder;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Looks at every remediation whose time has come; called again and again. */
  public void look() {
    Instant now = now();
    List<Remediation> due = transactions.executeRead(status -> remediations.due(now, AT_ONCE));
    // In a storm many are of one name: Alertmanager is asked once for all of them.
    Map<String, Optional<Seen>> answers = new HashMap<>();
    for (Remediation remediation : due) {
      look(remediation, answers);
    }
  }

  private void look(Remediation remediation, Map<String, Optional<Seen>> answers) {
    Instant seen = remediation.lookAt();
    Duration poll = settings.get().poll();
    // Held until then by this node; a node that dies here delays the proof by that much, no more.
    Instant next = now().plus(poll.plus(settings.get().timeout().multipliedBy(2)));
    if (seen == null
        || transactions.executeWrite(status -> remediations.claim(remediation.id(), seen, next))
            == 0) {
      return;
    }
    Episode episode =
        transactions
            .executeRead(status -> episodes.findById(remediation.episodeId()))
            .orElseThrow();
    // Asked outside a transaction: a slow Alertmanager must not hold rows.
    Answer answer =
        answers
            .computeIfAbsent(episode.alertname(), alertmanager::ask)
            .map(there -> there.of(episode.labelSet(), episode.lastSeen()))
            .orElse(Answer.UNKNOWN);
    transactions.executeWrite(status -> {
      record(remediation.id(), episode.alertId(), answer, poll);
      return null;
    });
  }

  private void record(UUID id, String alertId, Answer answer, Duration poll) {
    Instant now = now();
    // First the lock, then the rows: a resolved that is being stored at this moment is waited for.
    episodes.latestForUpdate(alertId);
    // Asked again: the first chose its row before it waited, and a newer one may be there by now.
    Optional<Episode> latest = episodes.latestForUpdate(alertId);
    Remediation remediation = remediations.findById(id).orElseThrow();
    if (answer == Answer.FIRING) {
      remediations.confirm(id);
    }
    if (remediation.state() == RemediationState.ACTING) {
      // Only to learn whether this Alertmanager knows the alert; the run's end begins the proof.
      boolean learnt = answer == Answer.FIRING || !alertmanager.configured();
      again(remediation, now.plus(learnt ? FAR : poll));
      return;
    }
    if (remediation.state() == RemediationState.FINISHED
        || remediation.state() == RemediationState.WAITING) {
      return;
    }
    Episode episode = episodes.findById(remediation.episodeId()).orElseThrow();
    boolean refired = latest.filter(newest -> !newest.id().equals(episode.id())).isPresent();
    Answer counted = answer == Answer.GONE && !remediation.confirmed() ? Answer.UNKNOWN : answer;
    switch (ProofStep.of(
        remediation, episode, refired, counted, alertmanager.configured(), poll, now)) {
      case ProofStep.Wait(Instant lookAt) -> again(remediation, lookAt);
      case ProofStep.Hold(Instant until) -> {
        remediations.hold(remediation.id(), until);
        again(remediation, until);
      }
      case ProofStep.Gone() -> {
        LOG.info(
            "{} on {}: Alertmanager no longer has the alert; it counts as resolved",
            episode.alertname(),
            remediation.host());
        episodes.update(episode.resolved(now));
        remediations.hold(remediation.id(), now.plus(remediation.hold()));
      }
      case ProofStep.Finish(RemediationOutcome outcome, String reason) -> {
        boolean goesOn =
            outcome == RemediationOutcome.NOT_FIXED
                && latest.filter(Episode::firing).isPresent()
                && follows(remediation, latest.get())
                && ladder.climb(remediation, reason, now);
        if (!goesOn) {
          finish(remediation, episode, outcome, reason, now);
        }
      }
    }
  }

  /**
   * The next step is about the episode that fires now, unless something is done about it already.
   */
  private boolean follows(Remediation remediation, Episode latest) {
    if (latest.id().equals(remediation.episodeId())) {
      return true;
    }
    return ladder.hasNext(remediation)
        && !remediations.exists(latest.id(), remediation.handler())
        && remediations.move(remediation.id(), latest.id()) == 1;
  }

  private void again(Remediation remediation, Instant lookAt) {
    remediations
        .findById(remediation.id())
        .map(Remediation::lookAt)
        .ifPresent(current -> remediations.claim(remediation.id(), current, lookAt));
  }

  private void finish(
      Remediation remediation,
      Episode episode,
      RemediationOutcome outcome,
      String reason,
      Instant now) {
    if (remediations.finish(remediation.id(), outcome.name(), reason, now) == 1) {
      Instant resolvedAt = episode.resolvedAt() == null ? now : episode.resolvedAt();
      metrics.finished(remediation, outcome, resolvedAt);
      LOG.info(
          "{} on {} by {}: {} ({})",
          episode.alertname(),
          remediation.host(),
          remediation.handler(),
          outcome.name().toLowerCase(Locale.ROOT),
          reason);
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
