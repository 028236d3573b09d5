package io.promansible.runner;

import io.promansible.audit.AuditLog;
import io.promansible.launch.RunRoles;
import io.promansible.node.NodeIdentity;
import io.promansible.queue.LeaseRepository;
import io.promansible.run.Reasons;
import io.promansible.run.Run;
import io.promansible.run.RunResult;
import io.promansible.run.RunSettings;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of lost runs, in the caller's transaction: those whose node is gone hold their hosts
 * until it says what became of them.
 */
@Singleton
final class LostRuns {
  private static final Logger LOG = LoggerFactory.getLogger(LostRuns.class);
  private static final Duration SPARE = Duration.ofMinutes(1);

  private final NodeRunRepository runs;
  private final LeaseRepository leases;
  private final Limits limits;
  private final NodeIdentity node;
  private final AuditLog audit;
  private final Clock clock;

  /** How long plays may last. */
  @Singleton
  record Limits(RunRoles roles, Supplier<RunSettings> settings) {
    Duration of(Run run) {
      RunSettings runs = settings.get();
      return roles.longest(run, runs.forks()).plus(runs.grace()).plus(SPARE);
    }
  }

  LostRuns(
      NodeRunRepository runs,
      LeaseRepository leases,
      Limits limits,
      NodeIdentity node,
      AuditLog audit,
      Clock clock) {
    this.runs = runs;
    this.leases = leases;
    this.limits = limits;
    this.node = node;
    this.audit = audit;
    this.clock = clock;
  }

  /** Marks a run of this node as lost for good; false when it is not running here any more. */
  boolean mark(Run run, String why) {
    return runs.lose(run.id(), Reasons.cut(why), now(), node.name(), node.incarnation()) == 1;
  }

  /**
   * Marks a run as lost whose node is gone, and keeps its hosts until the play must be over; false
   * when the node was heard meanwhile, or another one was first.
   */
  boolean markWithNode(Run run, String why) {
    String on = String.valueOf(run.node());
    if (runs.loseWithNode(run.id(), why, now(), on, node.settings().goneSeconds()) == 0) {
      return false;
    }
    Instant since = Optional.ofNullable(run.startedAt()).orElseGet(this::now);
    Instant until = since.plus(limits.of(run)).truncatedTo(ChronoUnit.SECONDS);
    leases.keepLeases(
        run.id(),
        until,
        "may still be worked on by run %s on node %s, until %s".formatted(run.id(), on, until));
    return true;
  }

  /** Records what this node says of a run that others took for lost; false when none awaits it. */
  boolean amend(Run run, RunResult runResult, @Nullable Integer exitCode) {
    String reason = Reasons.cut(runResult.reason());
    String outcome = runResult.outcome().name();
    if (runs.amend(run.id(), outcome, reason, exitCode, now(), node.name(), node.incarnation())
        == 0) {
      return false;
    }
    leases.releaseLeases(run.id());
    audit.record("node:" + node.name(), "amend", "run:" + run.id(), "lost → " + runResult.text());
    LOG.info("run {}: it was taken for lost, and is {}", run.id(), runResult.text());
    return true;
  }

  /** Records what the slices of a lost run say by now. */
  void amendWhole(UUID whole, SlicedRunEnd.Joined joined) {
    runs.amendWhole(
        whole,
        joined.judgement().outcome().name(),
        Reasons.cut(joined.judgement().reason()),
        joined.exitCode());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
