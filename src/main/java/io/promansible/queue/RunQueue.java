package io.promansible.queue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.database.TimeIds;
import io.promansible.node.NodeRepository;
import io.promansible.run.Reasons;
import io.promansible.run.Run;
import io.promansible.run.RunHost;
import io.promansible.run.RunOrigin;
import io.promansible.run.RunPartsRepository;
import io.promansible.run.RunRepository;
import io.promansible.run.RunRequest;
import io.promansible.run.RunSettings;
import io.promansible.run.RunState;
import io.promansible.run.RunTables;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts runs in the queue: the row and db-scheduler's execution in the caller's transaction, so that
 * both are there or neither.
 */
@Singleton
public final class RunQueue {
  /** The name of db-scheduler's task; its instance is the run's id. */
  public static final String TASK = "run";

  private static final Logger LOG = LoggerFactory.getLogger(RunQueue.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int URGENCIES = 4;

  private final RunRepository runs;
  private final RunPartsRepository parts;
  private final NodeRepository nodes;
  private final RunScheduler scheduler;
  private final Supplier<RunSettings> settings;
  private final Clock clock;

  public RunQueue(
      RunTables tables,
      NodeRepository nodes,
      RunScheduler scheduler,
      Supplier<RunSettings> settings,
      Clock clock) {
    this.runs = tables.runs();
    this.parts = tables.parts();
    this.nodes = nodes;
    this.scheduler = scheduler;
    this.settings = settings;
    this.clock = clock;
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
      if (request.urgency() > 0 && runs.raiseUrgency(absorbing, request.urgency()) == 1) {
        int turn = runs.nextTurn(request.origin().queue(), request.urgency(), absorbing);
        runs.raisePriority(absorbing.toString(), priority(turn, request.urgency()));
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
    UUID id = TimeIds.next(now);
    // Somebody waits for what a person asks for.
    int turn =
        request.origin() instanceof RunOrigin.OfPerson
            ? runs.turnNow()
            : runs.nextTurn(request.origin().queue(), request.urgency(), id);
    runs.save(request.queued(id, now, hosts.size()));
    runs.setTurn(id, turn);
    request.roles().stream().distinct().forEach(role -> parts.insertRole(role, id));
    hosts.forEach((host, parameters) -> parts.insertHost(id, host, parameters));
    scheduler.schedule(id, priority(turn, request.urgency()), now);
    return id;
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
  public void again(UUID id) {
    int turn = runs.turnOf(id).orElse(0);
    int urgency = runs.findById(id).map(Run::urgency).orElse(0);
    scheduler.schedule(id, priority(turn, urgency), clock.instant());
  }

  /** A run that is queued. */
  public Optional<Run> queued(UUID id) {
    return runs.findById(id).filter(run -> run.state() == RunState.QUEUED);
  }

  /** Whether hosts may join a queued run; false when it is queued no more. */
  public boolean seal(UUID id, boolean sealed) {
    return runs.seal(id, sealed) == 1;
  }

  /** It cannot start yet: notes why, and lets others have their turn, which may be able to. */
  public void moveBehindOthers(Run run, String why) {
    if (!why.equals(run.reason())) {
      LOG.info("run {}: {} waits: {}", run.id(), run.roles(), why);
      runs.note(run.id(), Reasons.cut(why));
    }
    int turn = runs.lastTurn(run.id());
    runs.setTurn(run.id(), turn);
    runs.setPriority(run.id().toString(), priority(turn, run.urgency()));
  }

  /**
   * Cuts a run that has just been taken into slices and schedules them; called in the transaction
   * that took it.
   *
   * @return how many; 1 when it is not cut, which then changed nothing
   */
  public int cut(Run run, List<RunHost> hosts) {
    Instant now = clock.instant();
    int cores = Runtime.getRuntime().availableProcessors() * Math.max(1, nodes.living());
    int count = Slices.count(hosts.size(), settings.get().sliceHosts(), cores);
    if (count > 1) {
      runs.cut(run.id(), count);
      // Ids of one millisecond are in no order, and the slices are known by theirs.
      Iterator<UUID> ids =
          Stream.generate(() -> TimeIds.next(now)).limit(count).sorted(TimeIds.ORDER).iterator();
      int turn = runs.turnOf(run.id()).orElse(0);
      for (List<RunHost> some : Slices.of(hosts, count)) {
        UUID id = ids.next();
        runs.save(RunRequest.slice(run, id, now, some.size()));
        runs.setTurn(id, turn);
        some.forEach(host -> parts.insertHost(id, host.host(), host.parameters()));
        scheduler.schedule(id, priority(turn, run.urgency()), now);
        // Each slice has a turn: a large run must not take all there are.
        turn++;
      }
    }
    return count;
  }

  /** After the commit: do not wait for the next poll. */
  public void wake() {
    scheduler.wake();
  }
}
