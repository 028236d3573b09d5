package io.promansible.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Puts runs in the queue: the row and db-scheduler's execution in the caller's transaction, so that
 * both are there or neither.
 */
public final class RunQueue {
  /** The name of db-scheduler's task; its instance is the run's id. */
  static final String TASK = "run";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int URGENCIES = 4;
  private static final Duration NODE_LIVES = Duration.ofSeconds(30);

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
      if (request.urgency() > 0 && runs.press(absorbing, request.urgency()) == 1) {
        int turn = runs.nextTurn(request.owner(), request.urgency(), absorbing);
        runs.forward(absorbing.toString(), priority(turn, request.urgency()));
      }
      return absorbing;
    }
    return enqueue(request, Map.of(host, json));
  }

  /**
   * A new run of its own of all these hosts, which nothing joins; called in a transaction.
   *
   * @param hosts each with its parameters as JSON; none at all is a run that never starts
   */
  public UUID enqueue(RunRequest request, Map<String, String> hosts) {
    Instant now = clock.instant();
    UUID id = RunIds.next(now);
    // Somebody waits for what a person asks for.
    int turn =
        request.cause() == Cause.PERSON
            ? runs.turnNow()
            : runs.nextTurn(request.owner(), request.urgency(), id);
    runs.save(request.queued(id, now, hosts.size()));
    runs.turn(id, turn);
    request.roles().stream().distinct().forEach(role -> parts.insertRole(role, id));
    hosts.forEach((host, parameters) -> parts.insertHost(id, host, parameters));
    scheduler.scheduleIfNotExists(execution(id, priority(turn, request.urgency())), now);
    return id;
  }

  private static TaskInstance<Void> execution(UUID id, int priority) {
    return new TaskInstance.Builder<Void>(TASK, id.toString()).priority(priority).build();
  }

  /**
   * Fair between handlers, then by urgency, then, as db-scheduler does by itself, by age. The turns
   * are those of fair queueing: a run's is the one after its handler's last in the queue, and never
   * before the one that is served now, so nobody who waits is overtaken for ever.
   */
  private static int priority(int turn, int urgency) {
    return urgency - URGENCIES * turn;
  }

  /** Puts a run that was never started back. */
  void again(UUID id) {
    int turn = runs.turnOf(id).orElse(0);
    int urgency = runs.findById(id).map(Run::urgency).orElse(0);
    scheduler.scheduleIfNotExists(execution(id, priority(turn, urgency)), clock.instant());
  }

  /** It cannot start yet: lets others have their turn, which may be able to. */
  void forfeit(Run run) {
    int turn = runs.lastTurn(run.id());
    runs.turn(run.id(), turn);
    runs.place(run.id().toString(), priority(turn, run.urgency()));
  }

  /**
   * Cuts a run that has just been taken into slices and schedules them; called in the transaction
   * that took it.
   *
   * @return how many; 1 when it is not cut, which then changed nothing
   */
  int cut(Run run, List<RunHost> hosts) {
    Instant now = clock.instant();
    int cores =
        Runtime.getRuntime().availableProcessors()
            * Math.max(1, parts.nodesSince(now.minus(NODE_LIVES)));
    int count = Slices.count(hosts.size(), settings.get().sliceHosts(), cores);
    if (count > 1) {
      runs.cut(run.id(), count);
      // Ids of one millisecond are in no order, and the slices are known by theirs.
      Iterator<UUID> ids =
          Stream.generate(() -> RunIds.next(now)).limit(count).sorted(RunIds.ORDER).iterator();
      int turn = runs.turnOf(run.id()).orElse(0);
      for (List<RunHost> some : Slices.of(hosts, count)) {
        UUID id = ids.next();
        runs.save(Slices.slice(run, id, some.size(), now));
        runs.turn(id, turn);
        some.forEach(host -> parts.insertHost(id, host.host(), host.parameters()));
        scheduler.scheduleIfNotExists(execution(id, priority(turn, run.urgency())), now);
        // Each slice has a turn: a large run must not take all there are.
        turn++;
      }
    }
    return count;
  }

  /** After the commit: do not wait for the next poll. */
  public void wake() {
    wake.run();
  }
}
