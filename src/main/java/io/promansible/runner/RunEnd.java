package io.promansible.runner;

import io.promansible.archive.RunFiles;
import io.promansible.node.NodeIdentity;
import io.promansible.queue.LeaseRepository;
import io.promansible.run.Outcome;
import io.promansible.run.Reasons;
import io.promansible.run.Run;
import io.promansible.run.RunHost;
import io.promansible.run.RunOwners;
import io.promansible.run.RunPartsRepository;
import io.promansible.run.RunRepository;
import io.promansible.run.RunResult;
import io.promansible.run.RunTables;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends runs in the caller's transaction: the row, the leases, the secrets, the call to the owner
 * and the metric.
 */
@Singleton
final class RunEnd {
  private static final Logger LOG = LoggerFactory.getLogger(RunEnd.class);

  private final RunRepository runs;
  private final RunPartsRepository parts;
  private final RunFiles archive;
  private final RunOwners owners;
  private final SlicedRunEnd slices;
  private final RunMetrics metrics;
  private final NodeIdentity node;
  private final LostRuns lost;
  private final LeaseRepository leases;
  private final Clock clock;

  /** Who ends a run, when, and what that gives back. */
  @Singleton
  record Hand(NodeIdentity node, LostRuns lost, LeaseRepository leases, Clock clock) {}

  RunEnd(
      RunTables tables,
      RunFiles archive,
      RunOwners owners,
      SlicedRunEnd slices,
      RunMetrics metrics,
      Hand hand) {
    this.runs = tables.runs();
    this.parts = tables.parts();
    this.archive = archive;
    this.owners = owners;
    this.slices = slices;
    this.metrics = metrics;
    this.node = hand.node;
    this.lost = hand.lost;
    this.leases = hand.leases;
    this.clock = hand.clock;
  }

  /**
   * Ends a run that has not ended yet, and that no other node has; of a lost one that awaits this
   * node's word, amends the end.
   *
   * @return whether it was recorded
   */
  boolean finish(Run run, RunResult runResult, @Nullable Integer exitCode) {
    hold(run);
    boolean first = finishRow(run.id(), runResult, exitCode, node.name());
    if (first) {
      leases.releaseLeases(run.id());
      conclude(run, runResult);
    } else if (lost.amend(run, runResult, exitCode)) {
      amended(run);
    } else {
      LOG.warn("run {}: it is not this node's any more; what it saw is not recorded", run.id());
      return false;
    }
    return true;
  }

  /** Ends a run of this node as lost; false when it is not running here any more. */
  boolean lose(Run run, String why) {
    hold(run);
    boolean marked = lost.mark(run, why);
    if (marked) {
      leases.releaseLeases(run.id());
      conclude(run, new RunResult(Outcome.LOST, why));
    }
    return marked;
  }

  /** Ends a run as lost whose node is gone; its hosts stay held. */
  void loseWithNode(Run run) {
    hold(run);
    String why = "node %s is gone; the play may go on there".formatted(run.node());
    if (lost.markWithNode(run, why)) {
      conclude(run, new RunResult(Outcome.LOST, why));
    }
  }

  /** Locks the whole run before its slice, in the order in which a cancel locks them. */
  private void hold(Run run) {
    if (run.sliceOf() != null) {
      runs.hold(run.sliceOf());
    }
  }

  private boolean finishRow(
      UUID id, RunResult runResult, @Nullable Integer exitCode, @Nullable String onlyOn) {
    String reason = Reasons.cut(runResult.reason());
    String outcome = runResult.outcome().name();
    return runs.finish(id, outcome, reason, exitCode, now(), onlyOn, node.incarnation()) == 1;
  }

  /** The owner was told that the run is lost, and acted upon that: only the record is amended. */
  private void amended(Run run) {
    forgetSecrets(run);
    parts.count(run.id());
    if (run.sliceOf() != null) {
      UUID whole = run.sliceOf();
      slices
          .join(whole)
          .ifPresent(joined -> {
            lost.amendWhole(whole, joined);
            parts.count(whole);
          });
    }
  }

  private void conclude(Run run, RunResult runResult) {
    forgetSecrets(run);
    parts.count(run.id());
    Run finished = runs.findById(run.id()).orElseThrow();
    owners.of(run).finished(finished, parts.hosts(run.id()));
    if (run.sliceOf() == null) {
      metrics.finished(finished, runResult.outcome());
    } else {
      UUID whole = run.sliceOf();
      slices.join(whole).ifPresent(joined -> finishWhole(whole, joined));
    }
    LOG.info(
        "run {}: {} on {} host(s): {}", run.id(), run.roles(), run.hostCount(), runResult.text());
  }

  /** Tells the owner of hosts dropped before the cut; of all others the slices have told it. */
  private void finishWhole(UUID id, SlicedRunEnd.Joined joined) {
    if (finishRow(id, joined.judgement(), joined.exitCode(), null)) {
      Run whole = runs.findById(id).orElseThrow();
      forgetSecrets(whole);
      parts.count(id);
      List<RunHost> untold =
          parts.hosts(id).stream().filter(h -> !joined.told().contains(h.host())).toList();
      owners.of(whole).finished(whole, untold);
      metrics.finished(whole, joined.judgement().outcome());
      LOG.info(
          "run {}: all {} slices have ended: {}", id, whole.slices(), joined.judgement().text());
    }
  }

  /** Removes secrets from the stored variables, which whoever reads the database could see. */
  private void forgetSecrets(Run run) {
    String vars = archive.withoutSecrets(run.id(), run.vars());
    if (!vars.equals(run.vars())) {
      runs.vars(run.id(), vars);
    }
    for (RunHost host : parts.withParameters(run.id())) {
      String parameters = archive.withoutSecrets(run.id(), host.parameters());
      if (!parameters.equals(host.parameters())) {
        parts.parameters(run.id(), host.host(), parameters);
      }
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
