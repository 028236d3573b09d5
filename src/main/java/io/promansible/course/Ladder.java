package io.promansible.course;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeRepository;
import io.promansible.alert.Severity;
import io.promansible.clockwork.Recurring;
import io.promansible.decision.DecisionLog;
import io.promansible.decision.DecisionMetrics;
import io.promansible.decision.DecisionRepository;
import io.promansible.decision.HistorySources;
import io.promansible.guard.Decision;
import io.promansible.guard.Reason;
import io.promansible.handler.Handler;
import io.promansible.queue.RunQueue;
import io.promansible.remediation.Remediation;
import io.promansible.remediation.RemediationOutcome;
import io.promansible.remediation.RemediationRepository;
import io.promansible.remediation.RemediationState;
import io.promansible.remediation.Remediations;
import io.promansible.run.RunOrigin;
import io.promansible.run.RunRequest;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes remediations that wait to their next step: the roles of a person's approval, or the next
 * rung of the ladder. What did not help only says that it climbs; the step itself is decided here,
 * by the same guards, so that a service that dies in between goes on where it was.
 */
@Singleton
public final class Ladder implements Recurring {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Logger LOG = LoggerFactory.getLogger(Ladder.class);
  private static final int AT_ONCE = 100;
  private static final Duration AGAIN = Duration.ofSeconds(5);

  private final RemediationRepository remediations;
  private final EpisodeRepository episodes;
  private final HistorySources sources;
  private final DecisionRepository decisions;
  private final RunQueue queue;
  private final TransactionOperations<Connection> transactions;
  // Nothing is known then, so the transaction is undone and the step is decided about again.
  private static final String TAKEN = "somebody else took the remediation under our lock";

  private final Remediations ends;
  private final DecisionMetrics metrics;
  private final Clock clock;

  /** A ladder. */
  public Ladder(
      HistorySources sources,
      RunQueue queue,
      TransactionOperations<Connection> transactions,
      Remediations ends,
      DecisionMetrics metrics,
      Clock clock) {
    this.remediations = sources.remediations();
    this.episodes = sources.episodes();
    this.sources = sources;
    this.decisions = sources.decisions();
    this.queue = queue;
    this.transactions = transactions;
    this.ends = ends;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** What a handler wants run at a step. */
  static RunRequest request(Handler handler, int step, Episode episode) {
    return new RunRequest(
        new RunOrigin.OfHandler(handler.name(), step),
        handler.roles(),
        handler.vars(),
        handler.check(),
        handler.timeout(),
        Severity.urgency(episode.labelSet()),
        null,
        false);
  }

  /** Whether there is a step above the one that a remediation is at. */
  boolean hasNext(Remediation remediation) {
    return sources
        .handlers()
        .get()
        .find(remediation.handler())
        .filter(handler -> handler.escalate().size() > remediation.step())
        .isPresent();
  }

  /**
   * What was done did not help: goes to the next step, if the ladder has one.
   *
   * @return whether it goes on
   */
  boolean climb(Remediation remediation, String why, Instant now) {
    Optional<Handler> handler = sources.handlers().get().find(remediation.handler());
    int next = remediation.step() + 1;
    if (handler.isEmpty() || !hasNext(remediation)) {
      return false;
    }
    if (remediations.climb(remediation.id(), next, why, now) == 0) {
      return false;
    }
    LOG.info(
        "{} on {} by {}: {}; next is step {}: {}",
        remediation.alertname(),
        remediation.host(),
        remediation.handler(),
        why,
        next,
        String.join(", ", handler.get().at(next).roles()));
    return true;
  }

  @Override
  public String what() {
    return "looking for the next steps";
  }

  @Override
  public Duration pause() {
    return PAUSE;
  }

  /** Looks at every remediation that waits and whose time has come; called again and again. */
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
        // One that cannot be decided must not stop those behind it.
        LOG.error("the next step of remediation {} failed; it is tried again", remediation.id(), e);
        Instant later = clock.instant().plus(AGAIN);
        transactions.executeWrite(
            status -> remediations.claim(remediation.id(), remediation.lookAt(), later));
      }
    }
    if (started) {
      queue.wake();
    }
  }

  /**
   * Decides about the step that a remediation waits for, in the caller's transaction.
   *
   * @param approved who approved it, if somebody did
   * @return empty when it starts; else why it does not
   */
  Optional<String> step(UUID id, Optional<String> approved) {
    sources.lock();
    Remediation seen = remediations.findById(id).orElseThrow();
    // First the lock, then the rows: an alert that resolves at this moment is waited for.
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
      return finish(remediation, RemediationOutcome.UNKNOWN, why, now);
    }
    Optional<Handler> handler =
        sources
            .handlers()
            .get()
            .find(remediation.handler())
            .filter(h -> h.escalate().size() >= remediation.step());
    if (handler.isEmpty()) {
      return fail(remediation, "the handler, or its step, is gone", now);
    }
    return step(remediation, firing.get(), handler.get().at(remediation.step()), approved, now);
  }

  /** The same fault may go on under other labels; then the step is about that alert. */
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

  private Optional<String> step(
      Remediation remediation,
      Episode episode,
      Handler handler,
      Optional<String> approved,
      Instant now) {
    int step = remediation.step();
    // An approval holds for a run that was put back.
    Optional<String> by = approved.or(() -> Optional.ofNullable(remediation.decidedBy()));
    Decision decision = sources.at(now).decide(handler, episode, step, by);
    Reason reason = DecisionLog.reason(decision);
    if (!reason.text().equals(remediation.waitsFor())) {
      decisions.save(DecisionLog.of(episode, handler, decision, now));
      metrics.decided(reason.text());
    }
    return switch (decision) {
      case Decision.Start(var host, var parameters, var verdicts) -> {
        UUID run = queue.enqueue(request(handler, step, episode), host.name(), parameters);
        long within = handler.verify().within().toMillis();
        long hold = handler.verify().hold().toMillis();
        sources.runs().rememberRun(remediation.id(), step - 1);
        if (remediations.advance(remediation.id(), step, run, within, hold, by.orElse(null), now)
            == 0) {
          throw new IllegalStateException(TAKEN);
        }
        yield Optional.empty();
      }
      case Decision.Skip skip when approved.isPresent() ->
          Optional.of(skip.reason().text() + ": " + skip.detail());
      case Decision.Skip skip when reason == Reason.OBSERVE && step > 0 ->
          passOver(remediation, now);
      case Decision.Skip skip when reason == Reason.OBSERVE ->
          finish(remediation, RemediationOutcome.UNKNOWN, "the handler only observes now", now);
      case Decision.Skip skip when reason.configured() -> goOn(remediation, skip, now);
      // Somebody else's attempts, on an alert of the same fault: people have been told of that one.
      case Decision.Skip skip when reason == Reason.DUPLICATE && remediation.attempts() == 0 ->
          finish(remediation, RemediationOutcome.UNKNOWN, skip.detail(), now);
      case Decision.Skip skip -> fail(remediation, reason.text() + ": " + skip.detail(), now);
    };
  }

  /** A step that only watches is remembered and passed over. */
  Optional<String> passOver(Remediation remediation, Instant now) {
    if (!hasNext(remediation)) {
      return fail(remediation, remediation.reason(), now);
    }
    if (remediations.pass(remediation.id(), remediation.step(), now) == 0) {
      throw new IllegalStateException(TAKEN);
    }
    return Optional.of("the step is in mode observe");
  }

  private Optional<String> goOn(Remediation remediation, Decision.Skip skip, Instant now) {
    // Only people are given a time: a freeze or a cooldown ends by itself, or the alert does.
    Instant until = null;
    if (skip.reason() == Reason.APPROVE) {
      until = remediation.expiresAt();
      if (until == null) {
        until = now.plus(sources.handlers().get().overall().approval());
      } else if (!until.isAfter(now)) {
        String before = remediation.reason().isEmpty() ? "" : remediation.reason() + "; ";
        return fail(remediation, before + "nobody approved it until " + until, now);
      }
    }
    if (!skip.reason().text().equals(remediation.waitsFor())) {
      LOG.info(
          "{} on {} by {}: step {} waits ({}: {})",
          remediation.alertname(),
          remediation.host(),
          remediation.handler(),
          remediation.step(),
          skip.reason().text(),
          skip.detail());
    }
    remediations.wait(remediation.id(), skip.reason().text(), now.plus(AGAIN), until);
    return Optional.of(skip.reason().text() + ": " + skip.detail());
  }

  private Optional<String> fail(Remediation remediation, String why, Instant now) {
    return finish(remediation, RemediationOutcome.NOT_FIXED, why, now);
  }

  private Optional<String> finish(
      Remediation remediation, RemediationOutcome outcome, String why, Instant now) {
    ends.finish(remediation, outcome, why, now);
    return Optional.of(why);
  }

  /** Where a remediation stands, in words. */
  static String text(Remediation remediation) {
    String state = remediation.state().name().toLowerCase(java.util.Locale.ROOT);
    String by = remediation.decidedBy() == null ? "" : ", decided by " + remediation.decidedBy();
    return state + by + (remediation.reason().isEmpty() ? "" : " (" + remediation.reason() + ")");
  }
}
