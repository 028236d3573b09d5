package io.promansible;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import io.micronaut.transaction.TransactionOperations;
import io.promansible.alert.EpisodeRepository;
import io.promansible.inventory.HostFactsRepository;
import io.promansible.remediation.PermitRepository;
import io.promansible.remediation.RemediationRepository;
import io.promansible.routine.IdempotencyRepository;
import io.promansible.routine.RoutineRepository;
import io.promansible.run.RunRepository;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets, once a day and on one node, what is older than {@code runs.keep}. */
@Singleton
final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final Duration KEEP_KEYS = Duration.ofDays(1);
  private static final Duration KEEP_PERMITS = Duration.ofDays(1);
  private static final LocalTime AT = LocalTime.of(3, 17);

  private final CurrentConfiguration configuration;
  private final RemediationRepository remediations;
  private final RunRepository runs;
  private final EpisodeRepository episodes;
  private final PermitRepository permits;
  private final IdempotencyRepository keys;
  private final RoutineRepository routines;
  private final HostFactsRepository facts;
  private final TransactionOperations<Connection> transactions;
  private final Clock clock;

  Retention(
      CurrentConfiguration configuration,
      RemediationRepository remediations,
      RunRepository runs,
      EpisodeRepository episodes,
      PermitRepository permits,
      IdempotencyRepository keys,
      RoutineRepository routines,
      HostFactsRepository facts,
      TransactionOperations<Connection> transactions,
      Clock clock) {
    this.configuration = configuration;
    this.remediations = remediations;
    this.runs = runs;
    this.episodes = episodes;
    this.permits = permits;
    this.keys = keys;
    this.routines = routines;
    this.facts = facts;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** The task of db-scheduler that does it, at a time when little happens. */
  RecurringTask<Void> task() {
    return Tasks.recurring("retention", Schedules.daily(ZoneOffset.UTC, AT))
        .execute((instance, context) -> forget());
  }

  /** Does it now. */
  void forget() {
    transactions.executeWrite(status -> {
      Instant now = clock.instant();
      Instant before = now.minus(configuration.get().runs().keep());
      int forgotten = remediations.deleteFinished(before) + runs.deleteFinished(before);
      forgotten += episodes.deleteOld(before);
      episodes.deleteEvents(before);
      episodes.deleteQuarantined(before);
      routines.forgetChecks(before);
      facts.forget(before);
      permits.deleteOver(now.minus(KEEP_PERMITS));
      keys.forget(now.minus(KEEP_KEYS));
      LOG.info("forgot {} runs, remediations and alerts that ended before {}", forgotten, before);
      return null;
    });
  }
}
