package io.promansible.queue;

import java.time.Instant;
import java.util.UUID;

/** db-scheduler's executions of runs, as the queue needs them. */
public interface RunScheduler {
  /** Schedules a run on the connection of the caller's transaction, unless it is scheduled. */
  void schedule(UUID id, int priority, Instant at);

  /** Makes the scheduler look for due executions now, not at its next poll. */
  void wake();
}
