package io.promansible.permit;

import io.promansible.audit.AuditLog;
import io.promansible.database.TimeIds;
import io.promansible.fault.InputFault;
import io.promansible.handler.Handlers;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Permits let a handler go further than its guards for a while; each is audited. */
@Singleton
public final class Permits {
  private static final int HOSTS_MAX = 100_000;
  private static final Duration DAY = Duration.ofDays(1);
  private static final Logger LOG = LoggerFactory.getLogger(Permits.class);

  private final PermitRepository permits;
  private final AuditLog audit;
  private final Supplier<Handlers> handlers;
  private final Clock clock;

  public Permits(
      PermitRepository permits, AuditLog audit, Supplier<Handlers> handlers, Clock clock) {
    this.permits = permits;
    this.audit = audit;
    this.handlers = handlers;
    this.clock = clock;
  }

  /** The permits that are in force now. */
  public List<Permit> holding() {
    return permits.holding(clock.instant());
  }

  /**
   * Lets a handler act upon so many hosts more than its limits, its rate and the state of the fleet
   * allow.
   *
   * @param time at most a day
   * @throws InputFault when there is no such handler, or a number or the reason is wrong
   */
  public Permit hosts(String handler, int hosts, Duration time, String who, String reason) {
    if (hosts < 1 || hosts > HOSTS_MAX) {
      throw new InputFault("hosts", "must be a number from 1 to " + HOSTS_MAX);
    }
    if (!time.isPositive() || time.compareTo(DAY) > 0) {
      throw new InputFault("for", "must be a duration of at most 1d");
    }
    return save(handler, Permit.Kind.HOSTS, hosts, time, who, reason);
  }

  /**
   * Closes the breaker of a handler, for all its hosts: what failed until now counts no more.
   *
   * @throws InputFault when there is no such handler, or the reason is missing
   */
  public Permit breaker(String handler, String who, String reason) {
    return save(handler, Permit.Kind.BREAKER, 0, DAY, who, reason);
  }

  private Permit save(
      String handler, Permit.Kind kind, int hosts, Duration time, String who, String reason) {
    if (handlers.get().find(handler).isEmpty()) {
      throw new InputFault("handler", "there is no handler '" + handler + "'");
    }
    AuditLog.requireReason(reason);
    Instant now = clock.instant();
    Permit permit =
        new Permit(TimeIds.next(now), handler, kind, hosts, who, reason, now, now.plus(time));
    String what = kind == Permit.Kind.HOSTS ? "allow " + hosts + " hosts" : "close breaker";
    audit.record(
        who,
        what,
        "handler:" + handler,
        reason,
        () -> {
          permits.save(permit);
          return true;
        });
    LOG.warn("{}: {} for handler {}: {}; what is held is decided anew", who, what, handler, reason);
    return permit;
  }
}
