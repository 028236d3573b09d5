package io.promansible.wiring;

import io.micronaut.context.annotation.Factory;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.transaction.TransactionOperations;
import io.promansible.alert.EpisodeRepository;
import io.promansible.audit.AuditRepository;
import io.promansible.audit.AuditSettings;
import io.promansible.clockwork.Retained;
import io.promansible.facts.HostFactsRepository;
import io.promansible.identity.Sessions;
import io.promansible.login.LoginThrottle;
import io.promansible.node.NodeConfigurationRepository;
import io.promansible.permit.PermitRepository;
import io.promansible.queue.Idempotency;
import io.promansible.remediation.RemediationRepository;
import io.promansible.routine.RoutineRepository;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** Tables whose old rows one statement deletes; other tables have a Retained of their own. */
@Factory
final class RetainedTables {
  private static final Duration KEEP_PERMITS = Duration.ofDays(1);
  private static final int AT_ONCE = 500;

  /** Deletes some old rows; returns how many. */
  private interface Some {
    int forget(Instant before, Instant now);
  }

  private final TransactionOperations<Connection> transactions;

  RetainedTables(TransactionOperations<Connection> transactions) {
    this.transactions = transactions;
  }

  /** Remediations go before the runs and the alerts that they are about. */
  @Singleton
  @Order(Ordered.HIGHEST_PRECEDENCE)
  Retained remediations(RemediationRepository remediations) {
    return each("remediations", (before, now) -> remediations.deleteFinished(before, AT_ONCE));
  }

  @Singleton
  @Order(1)
  Retained alerts(EpisodeRepository episodes) {
    return each("alerts", (before, now) -> episodes.deleteOld(before, AT_ONCE));
  }

  @Singleton
  @Order(2)
  Retained events(EpisodeRepository episodes) {
    return each("what was heard", (before, now) -> episodes.deleteEvents(before, AT_ONCE));
  }

  @Singleton
  @Order(2)
  Retained quarantined(EpisodeRepository episodes) {
    return once("quarantined alerts", (before, now) -> episodes.deleteQuarantined(before));
  }

  @Singleton
  @Order(2)
  Retained checks(RoutineRepository routines) {
    return once("checks", (before, now) -> routines.forgetChecks(before));
  }

  @Singleton
  @Order(2)
  Retained facts(HostFactsRepository facts) {
    return once("facts", (before, now) -> facts.forget(before));
  }

  @Singleton
  @Order(2)
  Retained permits(PermitRepository permits) {
    return once("permits", (before, now) -> permits.deleteOver(now.minus(KEEP_PERMITS)));
  }

  @Singleton
  @Order(2)
  Retained configurations(NodeConfigurationRepository nodes) {
    return once("configurations", (before, now) -> nodes.forget());
  }

  @Singleton
  @Order(2)
  Retained audit(AuditRepository audit, Supplier<AuditSettings> settings) {
    return each(
        "the audit", (before, now) -> audit.forget(now.minus(settings.get().keep()), AT_ONCE));
  }

  @Singleton
  @Order(2)
  Retained failures(LoginThrottle throttle) {
    return once("failed log-ins", (before, now) -> throttle.forgetOld(now));
  }

  @Singleton
  @Order(2)
  Retained sessions(Sessions sessions) {
    return once("sessions", (before, now) -> sessions.deleteOver(now));
  }

  @Singleton
  @Order(2)
  Retained requests(Idempotency keys) {
    return once("keys", (before, now) -> keys.forget(now));
  }

  /** Deletes in small transactions of {@link #AT_ONCE} rows, until no more are there. */
  private Retained each(String what, Some some) {
    return retained(
        what,
        (before, now) -> {
          int all = 0;
          int deleted;
          do {
            deleted = transactions.executeWrite(status -> some.forget(before, now));
            all += deleted;
          } while (deleted == AT_ONCE);
          return all;
        });
  }

  private Retained once(String what, Some some) {
    return retained(
        what, (before, now) -> transactions.executeWrite(status -> some.forget(before, now)));
  }

  private static Retained retained(String what, Some some) {
    return new Retained() {
      @Override
      public String what() {
        return what;
      }

      @Override
      public int forget(Instant before, Instant now) {
        return some.forget(before, now);
      }
    };
  }
}
