package io.promansible.course;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeRepository;
import io.promansible.alertmanager.Seen.Answer;
import io.promansible.clockwork.Recurring;
import io.promansible.decision.HistorySources;
import io.promansible.handler.Handler;
import io.promansible.remediation.Remediation;
import io.promansible.remediation.RemediationOutcome;
import io.promansible.remediation.RemediationRepository;
import io.promansible.remediation.RemediationState;
import io.promansible.remediation.Remediations;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the alert to prove that the fault is gone: resolved, by the webhook or by asking
 * Alertmanager, and still resolved after the hold.
 */
@Singleton
public final class Proof implements Recurring {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Logger LOG = LoggerFactory.getLogger(Proof.class);
  private static final int AT_ONCE = 100;
  private static final Duration FAR = Duration.ofHours(1);

  private final RemediationRepository remediations;
  private final EpisodeRepository episodes;
  private final Witnesses witnesses;
  private final TransactionOperations<Connection> transactions;
  private final Ladder ladder;
  private final HistorySources sources;
  private final Remediations ends;
  private final Clock clock;

  /** A proof. */
  public Proof(
      HistorySources sources,
      Witnesses witnesses,
      TransactionOperations<Connection> transactions,
      Ladder ladder,
      Remediations ends,
      Clock clock) {
    this.remediations = sources.remediations();
    this.episodes = sources.episodes();
    this.sources = sources;
    this.witnesses = witnesses;
    this.transactions = transactions;
    this.ladder = ladder;
    this.ends = ends;
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

  /** Looks at every remediation whose time has come; called again and again. */
  @Override
  public void run() {
    Instant now = now();
    List<Remediation> due = transactions.executeRead(status -> remediations.due(now, AT_ONCE));
    // In a storm many are of one name: Alertmanager is asked once for all of them.
    Witnesses.Round asked = witnesses.round();
    OngoingFaults ongoing = new OngoingFaults(episodes, sources.inventory(), now);
    for (Remediation remediation : due) {
      try {
        look(remediation, asked, ongoing);
      } catch (RuntimeException e) {
        // The others must not wait for one that cannot be recorded.
        LOG.error(
            "{} on {} by {}: its proof failed; it is tried again",
            remediation.alertname(),
            remediation.host(),
            remediation.handler(),
            e);
      }
    }
  }

  private void look(Remediation remediation, Witnesses.Round asked, OngoingFaults ongoing) {
    Instant seen = remediation.lookAt();
    // Held until then by this node; a node that dies here delays the proof by that much, no more.
    Instant next = now().plus(witnesses.patience());
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
    Found found = ask(remediation, episode, asked, ongoing);
    transactions.executeWrite(status -> {
      record(remediation.id(), episode.alertId(), found, witnesses.settings().poll());
      return null;
    });
  }

  private Found ask(
      Remediation remediation, Episode episode, Witnesses.Round asked, OngoingFaults ongoing) {
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
    return new Found(answer, over, confirmed, ongoing, handler);
  }

  /**
   * What was found out before the transaction that records it.
   *
   * @param over whether the alert was over by then, so that what follows was asked for
   * @param handler as it is at the remediation's step; empty when it is gone
   */
  private record Found(
      Answer answer,
      boolean over,
      PrometheusConfirmation.Answer confirmed,
      OngoingFaults ongoing,
      Optional<Handler> handler) {}

  private void record(UUID id, String alertId, Found found, Duration poll) {
    Answer answer = found.answer();
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
      boolean learnt = answer == Answer.FIRING || !witnesses.configured();
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
    ProofStep step =
        ProofStep.of(remediation, episode, refired, counted, asked(episode), poll, now);
    Optional<Episode> other = Optional.empty();
    if (step instanceof ProofStep.Finish(var outcome, var why)
        && outcome == RemediationOutcome.FIXED) {
      if (!found.over()) {
        // It resolved in this very moment: what speaks against the proof is asked for first.
        again(remediation, now);
        return;
      }
      other = found.handler().flatMap(h -> found.ongoing().other(h, episode, remediation));
      step = ProofStep.doubted(step, remediation, episode, other, found.confirmed(), poll, now);
    }
    switch (step) {
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
        Optional<Episode> fires = other.or(() -> latest.filter(Episode::firing));
        boolean goesOn =
            outcome == RemediationOutcome.NOT_FIXED
                && fires.isPresent()
                && follows(remediation, fires.get(), other.isPresent())
                && ladder.climb(remediation, reason, now);
        if (!goesOn) {
          Instant resolvedAt = episode.resolvedAt() == null ? now : episode.resolvedAt();
          ends.finish(remediation, outcome, reason, resolvedAt, now);
        }
      }
    }
  }

  /**
   * The next step is about the episode that fires now, unless something is done about it already.
   *
   * @param other whether it is of another alert about the same fault: then people are told of that
   *     one, too, if there is no next step
   */
  private boolean follows(Remediation remediation, Episode fires, boolean other) {
    if (fires.id().equals(remediation.episodeId())) {
      return true;
    }
    boolean next = ladder.hasNext(remediation);
    return (next || other)
        && !remediations.exists(fires.id(), remediation.handler())
        && remediations.move(remediation.id(), fires.id(), fires.alertId()) == 1
        && next;
  }

  /** Whether Alertmanager's word counts; what it need not confirm it may not know at all. */
  private boolean asked(Episode episode) {
    return witnesses.configured() && witnesses.needed(episode.source());
  }

  private void again(Remediation remediation, Instant lookAt) {
    remediations
        .findById(remediation.id())
        .map(Remediation::lookAt)
        .ifPresent(current -> remediations.claim(remediation.id(), current, lookAt));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
