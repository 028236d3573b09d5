package io.promansible.runner;

import io.promansible.clockwork.Recurring;
import io.promansible.fault.WorldFault;
import io.promansible.node.NodeIdentity;
import io.promansible.queue.RunSlots;
import io.promansible.run.Outcome;
import io.promansible.run.Run;
import io.promansible.run.RunResult;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up runs that nobody watches: running ones that an earlier service of this node left, those
 * of a node that is gone, and queued ones that db-scheduler has lost.
 */
@Singleton
public final class Adoption implements Recurring {
  private static final Logger LOG = LoggerFactory.getLogger(Adoption.class);
  private static final Duration FORGOTTEN = Duration.ofSeconds(10);

  private final RunClaims claims;
  private final Plays plays;
  private final RunRecorder recorder;
  private final RunWatch watch;
  private final RunSlots slots;
  private final NodeIdentity node;
  private final Suspects suspects;

  Adoption(
      RunClaims claims,
      Plays plays,
      RunRecorder recorder,
      RunWatch watch,
      RunSlots slots,
      NodeIdentity node) {
    this.claims = claims;
    this.plays = plays;
    this.recorder = recorder;
    this.watch = watch;
    this.slots = slots;
    this.node = node;
    this.suspects = new Suspects(node.settings().gone().dividedBy(2));
  }

  @Override
  public String what() {
    return "looking after runs";
  }

  @Override
  public boolean vital() {
    return true;
  }

  @Override
  public Duration pause() {
    return node.settings().heartbeat();
  }

  /** One round; the first one before anything else runs, then at every heartbeat. */
  @Override
  public void run() {
    if (!node.isOurs()) {
      return;
    }
    claims.takeOver();
    claims.endLeases();
    for (UUID id : claims.scheduleForgotten(FORGOTTEN)) {
      LOG.warn("run {}: queued, but unknown to the scheduler; it is scheduled again", id);
    }
    takeUp(claims.ours());
    takeUp(claims.awaitingUs());
    List<Run> silent = suspects.ripe(claims.ofSilentNodes());
    if (node.mayJudgeOthers()) {
      silent.forEach(this::judge);
    }
  }

  private void judge(Run run) {
    try {
      recorder.lostWithNode(run);
    } catch (RuntimeException e) {
      LOG.error("run {}: it cannot be taken for lost now; the others are", run.id(), e);
    }
  }

  private void takeUp(List<Run> some) {
    for (Run run : some) {
      if (watch.take(run.id())) {
        slots.takeAnyway();
        Thread.ofPlatform().daemon().name("adopted-" + run.id()).start(() -> takeUp(run));
      }
    }
  }

  /** Looks after one run, in a slot that is taken; returns when its play has ended. */
  void takeUp(Run run) {
    try {
      switch (plays.takeUp(run)) {
        // The run's end is recorded, or a process of ours is starting its play at this moment.
        case WATCHED, STARTING -> {}
        case DAMAGED -> {
          String why = "its folder is gone or damaged, so nobody knows whether it started";
          if (run.outcome() == null) {
            recorder.lost(run, why);
          } else {
            // Nothing of it runs here: its hosts are free.
            recorder.amend(run, new RunResult(Outcome.LOST, why));
          }
        }
        case NEVER_STARTED -> neverStarted(run);
      }
    } catch (WorldFault e) {
      LOG.warn("run {}: {}; it is taken up again", run.id(), e.getMessage());
    } finally {
      slots.give();
      watch.release(run.id());
    }
  }

  private void neverStarted(Run run) {
    if (run.outcome() == null) {
      LOG.info("run {}: an earlier service ended before it started; it is queued again", run.id());
      var _ = claims.giveBack(run);
    } else {
      recorder.amend(
          run,
          new RunResult(
              Outcome.NOT_STARTED,
              "node %s was silent before it started it, and did not start it afterwards"
                  .formatted(run.node())));
    }
  }
}
