package io.promansible.runner;

import io.promansible.clockwork.Recurring;
import io.promansible.fault.WorldFault;
import io.promansible.node.NodeIdentity;
import io.promansible.queue.RunSlots;
import io.promansible.run.Run;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up runs that nobody watches: running ones that an earlier service of this node left, those
 * of a node that is gone, and queued ones that db-scheduler has lost.
 */
@Singleton
public final class Adoption implements Recurring {
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final Logger LOG = LoggerFactory.getLogger(Adoption.class);
  private static final Duration FORGOTTEN = Duration.ofSeconds(10);

  private final RunClaims claims;
  private final Plays plays;
  private final RunRecorder recorder;
  private final RunWatch watch;
  private final RunSlots slots;
  private final NodeIdentity node;

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
  }

  @Override
  public String what() {
    return "looking after runs";
  }

  @Override
  public Duration pause() {
    return PAUSE;
  }

  /** One round; the first one before anything else runs, then every {@code PAUSE}. */
  @Override
  public void run() {
    if (!node.beat()) {
      return;
    }
    for (UUID id : claims.scheduleForgotten(FORGOTTEN)) {
      LOG.warn("run {}: queued, but unknown to the scheduler; it is scheduled again", id);
    }
    for (Run run : claims.ours()) {
      if (watch.take(run.id())) {
        slots.takeAnyway();
        Thread.ofPlatform().daemon().name("adopted-" + run.id()).start(() -> takeUp(run));
      }
    }
    if (node.mayJudgeOthers()) {
      for (Run run : claims.ofNodesThatAreGone()) {
        recorder.lost(run, "node %s is gone; the play may go on there".formatted(run.node()));
      }
    }
  }

  private void takeUp(Run run) {
    try {
      switch (plays.takeUp(run)) {
        // The run's end is recorded, or a process of ours is starting its play at this moment.
        case WATCHED, STARTING -> {}
        case DAMAGED ->
            recorder.lost(run, "its folder is gone or damaged, so nobody knows whether it started");
        case NEVER_STARTED -> {
          LOG.info(
              "run {}: an earlier service ended before it started; it is queued again", run.id());
          claims.giveBack(run);
        }
      }
    } catch (WorldFault e) {
      LOG.warn("run {}: {}; it is taken up again", run.id(), e.getMessage());
    } finally {
      slots.give();
      watch.release(run.id());
    }
  }
}
