package io.promansible.queue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.audit.AuditLog;
import io.promansible.database.TimeIds;
import io.promansible.node.Nodes;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
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
  private final Nodes nodes;
  private final RunScheduler scheduler;
  private final Supplier<RunSettings> settings;
  private final AuditLog audit;
  private final Clock clock;

  public RunQueue(
      RunTables tables,
      Nodes nodes,
      RunScheduler scheduler,
      Supplier<RunSettings> settings,
      AuditLog audit,
      Clock clock) {
    this.runs = tables.runs();
    this.parts = tables.parts();
    this.nodes = nodes;
    this.scheduler = scheduler;
    this.settings = settings;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Cancels a run for a person: a queued one does not start, a running one is asked to end.
   *
   * @return whether it was not finished yet
   */
  public boolean cancel(Run run, String who) {
    boolean asked =
        audit.record(who, "cancel", "run:" + run.id(), "", () -> runs.askCancel(run.id()) > 0);
    wake();
    return asked;
  }

  /**
   * Adds one host to a queued run that can take it, or to a new run.
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
   * Queues a new run of these hosts; call in a transaction.
   *
   * @param hosts each with its parameters as JSON; a run without hosts never starts
   */
  public UUID enqueue(RunRequest request, Map<String, String> hosts) {
    Instant now = clock.instant();
    UUID id = TimeIds.next(now);
    // A run of a person gets the turn that is served now, as somebody waits for it.
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
   * Orders runs fairly between handlers, then by urgency, then by age, as db-scheduler does by
   * itself. The turns are those of fair queueing: a run gets the turn after its handler's last one
   * in the queue, but none before the turn that is served now, so no run is overtaken for ever.
   */
  private static int priority(int turn, int urgency) {
    return urgency - URGENCIES * turn;
  }

  /** Schedules a run again that was taken from the queue but never started. */
  public void again(UUID id) {
    int turn = runs.turnOf(id).orElse(0);
    int urgency = runs.findById(id).map(Run::urgency).orElse(0);
    scheduler.schedule(id, priority(turn, urgency), clock.instant());
  }

  public Optional<Run> queued(UUID id) {
    return runs.findById(id).filter(run -> run.state() == RunState.QUEUED);
  }

  /** Sets whether a queued run is closed to more hosts; false when it is no longer queued. */
  public boolean seal(UUID id, boolean sealed) {
    return runs.seal(id, sealed) == 1;
  }

  /** Notes why a run cannot start yet, and puts it behind all others, which may be able to. */
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
   * @return how many slices; 1 when the run is not cut and nothing was changed
   */
  public int cut(Run run, List<RunHost> hosts) {
    Instant now = clock.instant();
    int cores = Runtime.getRuntime().availableProcessors() * Math.max(1, nodes.living());
    int count = Slices.count(hosts.size(), settings.get().sliceHosts(), cores);
    if (count > 1) {
      runs.cut(run.id(), count);
      int turn = runs.turnOf(run.id()).orElse(0);
      for (List<RunHost> some : Slices.of(hosts, count)) {
        // Slices are numbered in the order of their ids.
        UUID id = TimeIds.next(now);
        runs.save(RunRequest.slice(run, id, now, some.size()));
        runs.setTurn(id, turn);
        some.forEach(host -> parts.insertHost(id, host.host(), host.parameters()));
        scheduler.schedule(id, priority(turn, run.urgency()), now);
        // Each slice has a turn of its own: a large run must not take all places at once.
        turn++;
      }
    }
    return count;
  }

  /** Makes the scheduler look now, not at its next poll; call after the commit. */
  public void wake() {
    scheduler.wake();
  }
}
