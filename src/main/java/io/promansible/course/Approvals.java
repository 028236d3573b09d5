package io.promansible.course;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.alert.EpisodeRepository;
import io.promansible.audit.AuditLog;
import io.promansible.decision.DecisionSources;
import io.promansible.queue.RunQueue;
import io.promansible.remediation.Remediation;
import io.promansible.remediation.RemediationRepository;
import io.promansible.remediation.Remediations;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people say to remediations that wait for them: approve or reject; both are audited. */
@Singleton
public final class Approvals {
  private static final Logger LOG = LoggerFactory.getLogger(Approvals.class);

  private final RemediationRepository remediations;
  private final EpisodeRepository episodes;
  private final AuditLog audit;
  private final WaitingSteps steps;
  private final RunQueue queue;
  private final TransactionOperations<Connection> transactions;
  private final Remediations ends;

  public Approvals(
      DecisionSources sources,
      AuditLog audit,
      WaitingSteps steps,
      RunQueue queue,
      TransactionOperations<Connection> transactions,
      Remediations ends) {
    this.remediations = sources.remediations();
    this.episodes = sources.episodes();
    this.audit = audit;
    this.steps = steps;
    this.queue = queue;
    this.transactions = transactions;
    this.ends = ends;
  }

  /**
   * Begins the waiting step of a remediation, if only the approval was missing. Of two people who
   * approve at once, the second is told that it does not wait any more.
   *
   * @return empty when the step begins; else why it does not
   */
  public Optional<String> approve(UUID id, String who, String reason) {
    AuditLog.limitReason(reason);
    Optional<String> refused =
        transactions.executeWrite(status -> {
          Optional<String> why = steps.step(id, Optional.of(who));
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
   * Ends a remediation that waits: people look after the alert.
   *
   * @return empty when the remediation is ended; else why it is not
   */
  public Optional<String> reject(UUID id, String who, String reason) {
    AuditLog.limitReason(reason);
    return transactions.executeWrite(status -> {
      Remediation seen = remediations.findById(id).orElseThrow();
      // Takes the same lock as an approval, so that one of the two is first.
      episodes.latestForUpdate(seen.alertId());
      String why = "rejected by " + who + (reason.isBlank() ? "" : ": " + reason);
      if (!ends.reject(seen, who, why)) {
        return Optional.of(
            "it does not wait any more: "
                + WaitingSteps.text(remediations.findById(id).orElseThrow()));
      }
      record(id, "reject", who, reason);
      return Optional.empty();
    });
  }

  private void record(UUID id, String action, String who, String reason) {
    Remediation r = remediations.findById(id).orElseThrow();
    audit.record(who, action, "remediation:" + id, reason);
    LOG.info("{} on {} by {}: {} by {}", r.alertname(), r.host(), r.handler(), action, who);
  }
}
