package io.promansible.course;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeRepository;
import io.promansible.alertmanager.AlertmanagerState.Answer;
import io.promansible.clockwork.Recurring;
import io.promansible.decision.DecisionSources;
import io.promansible.handler.Handler;
import io.promansible.remediation.Remediation;
import io.promansible.remediation.RemediationRepository;
import io.promansible.remediation.RemediationState;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the alert to prove that the fault is gone: it resolves, by a notification or in
 * Alertmanager's answer, and is still resolved after the hold.
 */
@Singleton
public final class Proof implements Recurring {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Logger LOG = LoggerFactory.getLogger(Proof.class);
  private static final int AT_ONCE = 100;

  private final RemediationRepository remediations;
  private final EpisodeRepository episodes;
  private final AlertQuestions alertQuestions;
  private final TransactionOperations<Connection> transactions;
  private final DecisionSources sources;
  private final ProofRecorder recorder;
  private final Clock clock;

  public Proof(
      DecisionSources sources,
      AlertQuestions alertQuestions,
      TransactionOperations<Connection> transactions,
      ProofRecorder recorder,
      Clock clock) {
    this.remediations = sources.remediations();
    this.episodes = sources.episodes();
    this.sources = sources;
    this.alertQuestions = alertQuestions;
    this.transactions = transactions;
    this.recorder = recorder;
    this.clock = clock;
  }

  @Override
  public String what() {
    return "looking for proofs";
  }

  @Override
  public Duration pause() {
    return PAUSE;
  }

  /** Looks at some remediations that are due. */
  @Override
  public void run() {
    Instant now = now();
    List<Remediation> due = transactions.executeRead(status -> remediations.due(now, AT_ONCE));
    // In a storm many have one alertname: Alertmanager is asked once for all of them.
    AlertQuestions.Round asked = alertQuestions.round();
    OngoingFaults ongoing = new OngoingFaults(episodes, sources.inventory(), now);
    for (Remediation remediation : due) {
      try {
        look(remediation, asked, ongoing);
      } catch (RuntimeException e) {
        // One proof that fails must not stop the others.
        LOG.error(
            "{} on {} by {}: its proof failed; it is tried again",
            remediation.alertname(),
            remediation.host(),
            remediation.handler(),
            e);
      }
    }
  }

  private void look(Remediation remediation, AlertQuestions.Round asked, OngoingFaults ongoing) {
    Instant seen = remediation.lookAt();
    // This node has the remediation until then; if it dies here, the proof is late by so much.
    Instant next = now().plus(alertQuestions.patience());
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
    ProofRecorder.Found found = ask(remediation, episode, asked, ongoing);
    transactions.executeWrite(status -> {
      recorder.record(remediation.id(), episode.alertId(), found);
      return null;
    });
  }

  private ProofRecorder.Found ask(
      Remediation remediation, Episode episode, AlertQuestions.Round asked, OngoingFaults ongoing) {
    Answer answer =
        asked
            .alertmanager(episode)
            .map(there -> there.of(episode.labelSet(), episode.lastSeen()))
            .orElse(Answer.UNKNOWN);
    Optional<Handler> handler = remediation.handlerAtStep(sources.handlers().get());
    boolean over = remediation.state() != RemediationState.ACTING && !episode.firing();
    if (over) {
      ongoing.read(episode.alertname());
    }
    PrometheusConfirmation.Answer confirmed =
        handler
            .filter(h -> over)
            .flatMap(h ->
                h.verify().confirm().map(query -> asked.prometheus(query, episode.labelSet(), h)))
            .orElseGet(PrometheusConfirmation.Answer.Yes::new);
    return new ProofRecorder.Found(answer, over, confirmed, ongoing, handler);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
