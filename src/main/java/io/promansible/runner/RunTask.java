package io.promansible.runner;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.promansible.queue.RunQueue;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The task of db-scheduler that starts queued runs.
 *
 * <p>By default db-scheduler revives a dead execution and retries a failed one, which would run a
 * play twice. Here both handlers start only a run that is still queued.
 */
public final class RunTask {
  private static final Logger LOG = LoggerFactory.getLogger(RunTask.class);
  private static final Duration AFTER_FAULT = Duration.ofSeconds(10);

  private RunTask() {}

  /** The task; its instance is the run's id. */
  public static Task<Void> of(Runner runner, Clock clock) {
    return Tasks.custom(RunQueue.TASK, Void.class)
        .onFailure((complete, operations) -> {
          // Runner.run looks at the row: a run that is running or finished is not started again.
          LOG.error(
              "run {}: the attempt to run it failed; it is looked at again in {} s",
              complete.getExecution().getId(),
              AFTER_FAULT.toSeconds(),
              complete.getCause().orElse(null));
          operations.reschedule(complete, clock.instant().plus(AFTER_FAULT));
        })
        .onDeadExecution((complete, operations) -> {
          String id = complete.getExecution().getId();
          try {
            if (runner.tryAgain(UUID.fromString(id))) {
              LOG.info("run {}: its node is gone and it never started; it is tried here", id);
              operations.reschedule(complete, clock.instant());
            } else {
              operations.remove();
            }
          } catch (RuntimeException e) {
            // Another node was first; if none was, the run is found by Adoption.
            LOG.debug("run {}: its execution is dealt with elsewhere", id, e);
          }
        })
        .execute((instance, context) ->
            switch (runner.run(UUID.fromString(instance.getId()))) {
              case DONE -> new CompletionHandler.OnCompleteRemove<>();
              case WAIT ->
                  (complete, operations) ->
                      operations.reschedule(complete, clock.instant().plus(aboutASecond()));
            });
  }

  /**
   * Not a second sharp: the node that comes first each time may be the one that cannot start it.
   */
  private static Duration aboutASecond() {
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(500, 1500));
  }
}
