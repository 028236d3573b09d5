package io.promansible.runner;

import io.promansible.queue.RunQueue;
import io.promansible.queue.RunSlots;
import io.promansible.run.Run;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** Runs a queued run when its turn has come: to its end, or until it must wait. */
@Singleton
public final class Runner {
  /** What to do with db-scheduler's execution. */
  enum Next {
    /** Remove it. */
    DONE,
    /** Keep it: the run cannot start yet, try again shortly. */
    WAIT
  }

  private final RunQueue queue;
  private final RunWatch watch;
  private final StartChecks checks;
  private final RunSlots slots;
  private final RunStart start;
  private final RunRecorder recorder;

  Runner(
      RunQueue queue,
      RunWatch watch,
      StartChecks checks,
      RunSlots slots,
      RunStart start,
      RunRecorder recorder) {
    this.queue = queue;
    this.watch = watch;
    this.checks = checks;
    this.slots = slots;
    this.start = start;
    this.recorder = recorder;
  }

  /** Runs a run that is due; a run in any other state than queued is left alone. */
  Next run(UUID id) {
    Optional<Run> queued = queue.queued(id);
    if (queued.isEmpty()) {
      return Next.DONE;
    }
    // watch.take comes before the claim, or Adoption would take the run for one of an earlier
    // process.
    if (!checks.nodeMayStart() || !watch.take(id)) {
      return Next.WAIT;
    }
    try {
      return end(queued.get(), leftToOthers(inHand(queued.get())));
    } finally {
      watch.release(id);
    }
  }

  /** What this node cannot start may be in the newer configuration of another one. */
  private StartAnswer leftToOthers(StartAnswer answer) {
    return answer instanceof StartAnswer.Refused ? checks.olderNode().orElse(answer) : answer;
  }

  private StartAnswer inHand(Run run) {
    if (!slots.takeSlice(run)) {
      return new StartAnswer.Again();
    }
    try {
      StartAnswer answer = checks.of(run);
      return answer instanceof StartAnswer.Go ? inSlot(run) : answer;
    } finally {
      slots.giveSlice(run);
    }
  }

  private StartAnswer inSlot(Run run) {
    if (!slots.take()) {
      return new StartAnswer.Again();
    }
    try {
      // From here on no host joins: one that joined during the owner's review would go unreviewed.
      if (!queue.seal(run.id(), true)) {
        return new StartAnswer.Done();
      }
      StartAnswer answer = start.of(run);
      if (answer instanceof StartAnswer.Again || answer instanceof StartAnswer.Wait) {
        queue.seal(run.id(), false);
      }
      return answer;
    } finally {
      slots.give();
    }
  }

  private Next end(Run run, StartAnswer answer) {
    return switch (answer) {
      case StartAnswer.Go(), StartAnswer.Done() -> Next.DONE;
      case StartAnswer.Again() -> Next.WAIT;
      case StartAnswer.Wait(String why) -> {
        queue.moveBehindOthers(run, why);
        yield Next.WAIT;
      }
      case StartAnswer.Cancelled() -> {
        recorder.cancelled(run);
        yield Next.DONE;
      }
      case StartAnswer.Refused(String why) -> {
        recorder.notStarted(run, why);
        yield Next.DONE;
      }
    };
  }

  /**
   * Whether to try an execution again that db-scheduler found without heartbeat: only for a queued
   * run. A running one is taken up by its own node, or {@link Adoption} judges its node gone.
   */
  boolean tryAgain(UUID id) {
    return queue.queued(id).isPresent();
  }
}
