package io.promansible.remediation;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.alert.AlertmanagerClient;
import io.promansible.alert.AlertmanagerClient.Answer;
import io.promansible.alert.AlertmanagerSettings;
import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeRepository;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

  private final RemediationRepository remediations;
  private final EpisodeRepository episodes;
  private final AlertmanagerClient alertmanager;
  private final Supplier<AlertmanagerSettings> settings;
  private final TransactionOperations<Connection> transactions;
  private final IntakeMetrics metrics;
  private final Clock clock;

  /** A proof. */
  public Proof(
      RemediationRepository remediations,
      EpisodeRepository episodes,
      AlertmanagerClient alertmanager,
      Supplier<AlertmanagerSettings> settings,
      TransactionOperations<Connection> transactions,
      IntakeMetrics metrics,
      Clock clock) {
    this.remediations = remediations;
    this.episodes = episodes;
    this.alertmanager = alertmanager;
    this.settings = settings;
    this.transactions = transactions;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Looks at every remediation whose time has come; called again and again. */
  public void look() {
    Instant now = now();
    List<Remediation> due = transactions.executeRead(status -> remediations.due(now, AT_ONCE));
    for (Remediation remediation : due) {
      look(remediation);
    }
  }

  private void look(Remediation remediation) {
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
    Answer answer = alertmanager.ask(episode.labelSet(), episode.lastSeen());
    transactions.executeWrite(status -> {
      record(remediation, answer, poll);
      return null;
    });
  }

  private void record(Remediation remediation, Answer answer, Duration poll) {
    Instant now = now();
    Episode episode = episodes.findById(remediation.episodeId()).orElseThrow();
    Optional<Episode> latest = episodes.latestForUpdate(episode.alertId());
    boolean refired = latest.filter(l -> !l.id().equals(episode.id()) && l.firing()).isPresent();
    switch (ProofStep.of(
        remediation, episode, refired, answer, alertmanager.configured(), poll, now)) {
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
      case ProofStep.Finish(RemediationOutcome outcome, String reason) ->
          finish(remediation, episode, outcome, reason, now);
    }
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
