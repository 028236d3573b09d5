package io.promansible.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Puts runs in the queue: the row and db-scheduler's execution in the caller's transaction, so that
 * both are there or neither.
 */
public final class RunQueue {
  /** The name of db-scheduler's task; its instance is the run's id. */
  static final String TASK = "run";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final RunRepository runs;
  private final RunPartsRepository parts;
  private final SchedulerClient scheduler;
  private final Supplier<RunSettings> settings;
  private final Clock clock;
  private final Runnable wake;

  /**
   * A queue.
   *
   * @param scheduler writes on the connection of the caller's transaction
   * @param wake makes the scheduler look for due executions now, not at its next poll
   */
  public RunQueue(
      RunRepository runs,
      RunPartsRepository parts,
      SchedulerClient scheduler,
      Supplier<RunSettings> settings,
      Clock clock,
      Runnable wake) {
    this.runs = runs;
    this.parts = parts;
    this.scheduler = scheduler;
    this.settings = settings;
    this.clock = clock;
    this.wake = wake;
  }

  /**
   * Gives one host to a queued run that can take it, or to a new one.
   *
   * @param parameters what the roles get from the labels of this host's alert
   * @return the id of that run
   */
  public UUID enqueue(RunRequest request, String host, Map<String, JsonNode> parameters) {
    String json = JSON.valueToTree(new TreeMap<>(parameters)).toString();
    int most = settings.get().hostsMax();
    String key = request.batchKey();
    UUID absorbing = runs.absorbing(key, host, json, most).orElse(null);
    if (absorbing != null && runs.absorb(absorbing, host) == 1) {
      parts.insertHost(absorbing, host, json);
      return absorbing;
    }
    Instant now = clock.instant();
    UUID id = RunIds.next(now);
    runs.save(request.queued(id, now));
    parts.insertHost(id, host, json);
    scheduler.scheduleIfNotExists(new TaskInstance<Void>(TASK, id.toString()), now);
    return id;
  }

  /** Puts a run that was never started back. */
  void again(UUID id) {
    scheduler.scheduleIfNotExists(new TaskInstance<Void>(TASK, id.toString()), clock.instant());
  }

  /** After the commit: do not wait for the next poll. */
  public void wake() {
    wake.run();
  }
}
