package io.promansible.freeze;

import io.promansible.audit.AuditLog;
import io.promansible.fault.InputFault;
import io.promansible.handler.Handler;
import io.promansible.inventory.Host;
import io.promansible.run.Run;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what is frozen: by windows of the configuration, through the API, or by a file for when
 * nothing else answers.
 */
@Singleton
public final class Freezes {
  private static final Duration LONGEST = Duration.ofDays(3660);
  private static final Logger LOG = LoggerFactory.getLogger(Freezes.class);

  private final FreezeRepository freezes;
  private final FreezeFile file;
  private final Supplier<FreezeWindows> windows;
  private final FreezeTargets targets;
  private final AuditLog audit;
  private final Clock clock;

  Freezes(
      FreezeRepository freezes,
      FreezeFile file,
      Supplier<FreezeWindows> windows,
      FreezeTargets targets,
      AuditLog audit,
      Clock clock) {
    this.freezes = freezes;
    this.file = file;
    this.windows = windows;
    this.targets = targets;
    this.audit = audit;
    this.clock = clock;
  }

  /** The freezes that people set through the API and that are in force now. */
  public List<Frozen> byApi() {
    return freezes.holding(clock.instant());
  }

  /** What else freezes now: the file, and windows with the handlers that they freeze. */
  public List<String> byFileAndWindows() {
    Instant now = clock.instant();
    List<String> others = new ArrayList<>(file.holds().stream().toList());
    for (Handler handler : targets.handlers()) {
      byWindow(handler.name(), now).ifPresent(why -> others.add(handler.name() + ": " + why));
    }
    return others;
  }

  /** Who or what freezes a handler on a host now, and why. */
  public Optional<String> ofHandler(
      List<Frozen> byApi, String handler, Optional<Host> host, Instant now) {
    return file.holds()
        .or(() ->
            byApi.stream()
                .filter(frozen -> FreezeScope.parse(frozen.scope()).concerns(handler, host))
                .findFirst()
                .map(Frozen::text))
        .or(() -> byWindow(handler, now));
  }

  /** Who or what freezes a run of a routine, or of a person, and why. */
  public Optional<String> ofRun(Run run, Collection<String> hosts) {
    return file.holds()
        .or(() ->
            byApi().stream()
                .filter(frozen -> concerns(FreezeScope.parse(frozen.scope()), run, hosts))
                .findFirst()
                .map(Frozen::text))
        .or(() -> byWindow(run.routine() == null ? "person" : run.routine(), clock.instant()));
  }

  private boolean concerns(FreezeScope scope, Run run, Collection<String> hosts) {
    return scope instanceof FreezeScope.All
        || (run.routine() != null && scope.equals(new FreezeScope.OfRoutine(run.routine())))
        || hosts.stream().flatMap(name -> targets.host(name).stream()).anyMatch(scope::concerns);
  }

  private Optional<String> byWindow(String handler, Instant now) {
    for (FreezeWindow window : windows.get().all()) {
      Optional<Instant> until = window.until(handler, now);
      if (until.isPresent()) {
        return Optional.of("the window '" + window.name() + "' lasts until " + until.get());
      }
    }
    return Optional.empty();
  }

  /**
   * Freezes a scope; a scope that is frozen already gets the new reason and end.
   *
   * @param until when the freeze ends by itself; null when somebody must end it
   * @throws InputFault when the scope names nothing, the reason is missing, or {@code until} is
   *     wrong
   */
  public Frozen freeze(String scope, String who, String reason, @Nullable Instant until) {
    FreezeScope parsed = FreezeScope.parse(scope);
    AuditLog.requireReason(reason);
    targets.require(parsed);
    Instant now = clock.instant();
    if (until != null && !until.isAfter(now)) {
      throw new InputFault("until", until + " is over");
    }
    if (until != null && until.isAfter(now.plus(LONGEST))) {
      throw new InputFault(
          "until", "lies more than ten years ahead; leave it out to freeze for good");
    }
    Frozen frozen = new Frozen(scope, who, reason, now, until);
    audit.record(
        who,
        "freeze",
        scope,
        reason,
        () -> {
          if (freezes.renew(scope, who, reason, now, until) == 0) {
            freezes.save(frozen);
          }
          return true;
        });
    LOG.warn("{} froze {}: {}; nothing of it starts until it is thawed", who, scope, reason);
    return frozen;
  }

  /**
   * Ends a freeze; false when that scope was not frozen.
   *
   * @throws InputFault when the reason is missing
   */
  public boolean thaw(String scope, String who, String reason) {
    FreezeScope.parse(scope);
    AuditLog.requireReason(reason);
    boolean thawed =
        audit.record(
            who,
            "thaw",
            scope,
            reason,
            () -> {
              boolean frozen = freezes.existsById(scope);
              freezes.deleteById(scope);
              return frozen;
            });
    if (!thawed) {
      return false;
    }
    LOG.info("{} thawed {}: {}; what still fires is decided anew", who, scope, reason);
    return true;
  }
}
