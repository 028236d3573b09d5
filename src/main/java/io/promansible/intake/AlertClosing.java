package io.promansible.intake;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.alert.Episode;
import io.promansible.alert.EpisodeRepository;
import io.promansible.audit.AuditLog;
import io.promansible.course.StopOnResolve;
import io.promansible.decision.DecisionSources;
import io.promansible.fault.InputFault;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends alerts whose sender is gone: nobody else resolves them, and while they count as firing they
 * count towards limits.
 */
@Singleton
public final class AlertClosing {
  private static final Logger LOG = LoggerFactory.getLogger(AlertClosing.class);
  private static final int WHY_MAX = 256;
  private static final int REASON_MAX = 200;

  private final DecisionSources sources;
  private final StopOnResolve stopOnResolve;
  private final AuditLog audit;
  private final TransactionOperations<Connection> transactions;
  private final Clock clock;

  public AlertClosing(
      DecisionSources sources,
      StopOnResolve stopOnResolve,
      AuditLog audit,
      TransactionOperations<Connection> transactions,
      Clock clock) {
    this.sources = sources;
    this.stopOnResolve = stopOnResolve;
    this.audit = audit;
    this.transactions = transactions;
    this.clock = clock;
  }

  /**
   * Ends a firing alert. Its remediations end as unknown, as nobody saw the fault end. If the alert
   * still fires, its sender reports it again.
   *
   * @return the closed episode; empty when it does not fire
   * @throws InputFault when the reason is missing or too long
   */
  public Optional<Episode> close(UUID id, String who, String reason) {
    if (reason.isBlank() || reason.length() > REASON_MAX) {
      throw new InputFault("reason", "must be given, in at most " + REASON_MAX + " characters");
    }
    return transactions.executeWrite(status -> close(id, who, reason, now()));
  }

  private Optional<Episode> close(UUID id, String who, String reason, Instant now) {
    EpisodeRepository episodes = sources.episodes();
    Optional<Episode> open =
        episodes
            .findById(id)
            .flatMap(found -> episodes.latestForUpdate(found.alertId()))
            .filter(latest -> latest.id().equals(id) && latest.firing());
    if (open.isEmpty()) {
      return Optional.empty();
    }
    Episode closed = open.get().resolved(now, Optional.of(cut("closed by " + who + ": " + reason)));
    episodes.update(closed);
    sources.remediations().lookNow(closed.alertId(), now);
    stopOnResolve.resolved(closed);
    audit.record(who, "close", "alert:" + id, reason);
    LOG.info("{} closed the alert {} ({}): {}", who, closed.alertname(), id, reason);
    return episodes.findById(id);
  }

  /** The column holds no more; the audit has the whole reason. */
  private static String cut(String why) {
    return why.length() <= WHY_MAX ? why : why.substring(0, WHY_MAX);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
