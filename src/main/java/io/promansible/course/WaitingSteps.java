package io.promansible.course;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeRepository;
import io.promansible.clockwork.Recurring;
import io.promansible.decision.DecisionSources;
import io.promansible.handler.Handler;
import io.promansible.node.NodeConfigurations;
import io.promansible.queue.RunQueue;
import io.promansible.remediation.Remediation;
import io.promansible.remediation.RemediationOutcome;
import io.promansible.remediation.RemediationRepository;
import io.promansible.remediation.RemediationState;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins the steps that remediations wait for: the first after an approval, or the next one of the
 * escalation.
 */
@Singleton
public final class WaitingSteps implements Recurring {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Logger LOG = LoggerFactory.getLogger(WaitingSteps.class);
  private static final int AT_ONCE = 100;

  private final RemediationRepository remediations;
  private final EpisodeRepository episodes;
  private final DecisionSources sources;
  private final StepDecision decision;
  private final RunQueue queue;
  private final TransactionOperations<Connection> transactions;
  private final Clock clock;
  private final NodeConfigurations configurations;

  public WaitingSteps(
      DecisionSources sources,
      StepDecision decision,
      RunQueue queue,
      TransactionOperations<Connection> transactions,
      Clock clock,
      NodeConfigurations configurations) {
    this.remediations = sources.remediations();
    this.episodes = sources.episodes();
    this.sources = sources;
    this.decision = decision;
    this.queue = queue;
    this.transactions = transactions;
    this.clock = clock;
    this.configurations = configurations;
  }

  @Override
  public String what() {
    return "looking for the next steps";
  }

  @Override
  public Duration pause() {
    return PAUSE;
  }

  /** Decides about some of the waiting remediations that are due. */
  @Override
  public void run() {
    if (sources.inventory().current().isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    List<Remediation> waiting =
        transactions.executeRead(status -> remediations.waiting(now, AT_ONCE));
    boolean started = false;
    for (Remediation remediation : waiting) {
      try {
        started |=
            transactions.executeWrite(status -> step(remediation.id(), Optional.empty()).isEmpty());
      } catch (RuntimeException e) {
        // A step that cannot be decided must not stop those behind it.
        LOG.error("the next step of remediation {} failed; it is tried again", remediation.id(), e);
        Instant later = clock.instant().plus(StepDecision.AGAIN);
        transactions.executeWrite(
            status -> remediations.claim(remediation.id(), remediation.lookAt(), later));
      }
    }
    if (started) {
      queue.wake();
    }
  }

  /**
   * Decides about the waiting step of a remediation, in the caller's transaction.
   *
   * @param approved the person who approves now, if one does
   * @return empty when the step starts; else why it does not
   */
  Optional<String> step(UUID id, Optional<String> approved) {
    sources.lockStarts();
    Remediation seen = remediations.findById(id).orElseThrow();
    // Locks the alert before reading, twice as in ProofRecorder: waits for a resolve being stored.
    episodes.latestForUpdate(seen.alertId());
    Optional<Episode> latest = episodes.latestForUpdate(seen.alertId());
    Remediation remediation = remediations.findById(id).orElseThrow();
    if (remediation.state() != RemediationState.WAITING) {
      return Optional.of("it does not wait any more: " + text(remediation));
    }
    Instant now = clock.instant();
    Optional<Episode> firing =
        latest
            .filter(e -> e.id().equals(remediation.episodeId()) && e.firing())
            .or(() -> elsewhere(remediation, now));
    if (firing.isEmpty()) {
      String why = "the alert was over before step " + remediation.step() + " began";
      return decision.finish(remediation, RemediationOutcome.UNKNOWN, why, now);
    }
    Optional<Handler> handler =
        sources
            .handlers()
            .get()
            .find(remediation.handler())
            .filter(h -> h.escalate().size() >= remediation.step());
    Optional<String> older = handler.isEmpty() ? configurations.older() : Optional.empty();
    if (older.isPresent()) {
      remediations.claim(id, remediation.lookAt(), now.plus(StepDecision.AGAIN));
      return older;
    }
    if (handler.isEmpty()) {
      return decision.fail(remediation, "the handler, or its step, is gone", now);
    }
    return decision.of(
        remediation, firing.get(), handler.get().at(remediation.step()), approved, now);
  }

  /** Another alert about the same fault; the remediation moves to it, and so does the step. */
  private Optional<Episode> elsewhere(Remediation remediation, Instant now) {
    Optional<Handler> handler = remediation.handlerAtStep(sources.handlers().get());
    Optional<Episode> over = episodes.findById(remediation.episodeId());
    if (handler.isEmpty() || over.isEmpty()) {
      return Optional.empty();
    }
    OngoingFaults ongoing = new OngoingFaults(episodes, sources.inventory(), now);
    ongoing.read(over.get().alertname());
    return ongoing
        .other(handler.get(), over.get(), remediation)
        .filter(other -> !remediations.exists(other.id(), remediation.handler()))
        .filter(other -> remediations.move(remediation.id(), other.id(), other.alertId()) == 1);
  }

  /** The state of a remediation, in words. */
  static String text(Remediation remediation) {
    String state = remediation.state().name().toLowerCase(Locale.ROOT);
    String by = remediation.decidedBy() == null ? "" : ", decided by " + remediation.decidedBy();
    return state + by + (remediation.reason().isEmpty() ? "" : " (" + remediation.reason() + ")");
  }
}
