package io.promansible.runner;

import io.promansible.queue.RunQueue;
import io.promansible.queue.RunSlots;
import io.promansible.run.Run;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/**
 * Takes a queued run when its turn has come, and stays with it to the end or until it must wait.
 */
@Singleton
public final class Runner {
  /** What becomes of db-scheduler's execution. */
  enum Next {
    /** It has done its duty. */
    DONE,
    /** The run cannot start yet: try again shortly. */
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
    // Before the claim, or Adoption takes the run for one that an earlier process left.
    if (!checks.nodeMayStart() || !watch.take(id)) {
      return Next.WAIT;
    }
    try {
      return end(queued.get(), inHand(queued.get()));
    } finally {
      watch.release(id);
    }
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
      // From here on nothing joins it: what joined while others are asked would start unasked.
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
   * db-scheduler found an execution without heartbeat: whether it is to be tried again. A run that
   * is running is its own node's to take up, or that of a node whose silence Adoption judges.
   */
  boolean tryAgain(UUID id) {
    return queue.queued(id).isPresent();
  }
}
