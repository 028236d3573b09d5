package io.promansible.remediation;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.alert.EpisodeRepository;
import io.promansible.fault.InputFault;
import io.promansible.run.RunIds;
import io.promansible.run.RunQueue;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** People let a remediation that waits for them begin, or take it over; all of it is audited. */
public final class Approvals {
  private static final Logger LOG = LoggerFactory.getLogger(Approvals.class);
  private static final int TEXT_MAX = 1000;

  private final RemediationRepository remediations;
  private final EpisodeRepository episodes;
  private final AuditRepository audit;
  private final Ladder ladder;
  private final RunQueue queue;
  private final TransactionOperations<Connection> transactions;
  private final IntakeMetrics metrics;
  private final Clock clock;

  /** Approvals. */
  public Approvals(
      HistorySources sources,
      AuditRepository audit,
      Ladder ladder,
      RunQueue queue,
      TransactionOperations<Connection> transactions,
      IntakeMetrics metrics,
      Clock clock) {
    this.remediations = sources.remediations();
    this.episodes = sources.episodes();
    this.audit = audit;
    this.ladder = ladder;
    this.queue = queue;
    this.transactions = transactions;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * Begins the step that a remediation waits for, if nothing but a person was missing. Two people
   * who press at once begin it once: the second is told so.
   *
   * @return empty when it begins; else why it does not
   */
  public Optional<String> approve(UUID id, String who, String reason) {
    checked(reason);
    Optional<String> refused =
        transactions.executeWrite(status -> {
          Optional<String> why = ladder.step(id, Optional.of(who));
          if (why.isEmpty()) {
            record(id, "approve", who, reason);
          }
          return why;
        });
    if (refused.isEmpty()) {
      queue.wake();
    }
    return refused;
  }

  /**
   * Ends a remediation that waits: somebody else looks after the alert.
   *
   * @return empty when it is ended; else why it is not
   */
  public Optional<String> reject(UUID id, String who, String reason) {
    checked(reason);
    return transactions.executeWrite(status -> {
      Instant now = clock.instant();
      Remediation seen = remediations.findById(id).orElseThrow();
      // As whoever begins it: one of the two is first.
      episodes.latestForUpdate(seen.alertId());
      String why = "rejected by " + who + (reason.isBlank() ? "" : ": " + reason);
      if (remediations.reject(id, who, why, now) == 0) {
        return Optional.of(
            "it does not wait any more: " + Ladder.text(remediations.findById(id).orElseThrow()));
      }
      metrics.finished(seen, RemediationOutcome.NOT_FIXED, now);
      record(id, "reject", who, reason);
      return Optional.empty();
    });
  }

  private void record(UUID id, String action, String who, String reason) {
    Instant now = clock.instant();
    Remediation r = remediations.findById(id).orElseThrow();
    String subject = "remediation:" + id;
    audit.save(new Audited(RunIds.next(now), now, who, action, subject, reason));
    LOG.info("{} on {} by {}: {} by {}", r.alertname(), r.host(), r.handler(), action, who);
  }

  private static void checked(String reason) {
    if (reason.length() > TEXT_MAX) {
      throw new InputFault("reason", "must have at most " + TEXT_MAX + " characters");
    }
  }
}
