package io.promansible.routine;

import io.promansible.fault.InputFault;
import io.promansible.fault.WorldFault;
import io.promansible.queue.Capacity;
import io.promansible.queue.RunQueue;
import io.promansible.routine.Routine.Busy;
import io.promansible.run.RunOrigin;
import io.promansible.run.RunRequest;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes and queues the runs of routines: roles on the hosts that a pattern matches. */
@Singleton
public final class RoutineRuns {
  private static final String NO_PARAMETERS = "{}";

  /** A run to queue, with the parameters of each host as JSON. */
  public record Wanted(RunRequest request, Map<String, String> hosts) {
    public Wanted {
      hosts = Map.copyOf(hosts);
    }
  }

  private final PatternHosts targets;
  private final RunQueue queue;
  private final Capacity capacity;

  public RoutineRuns(PatternHosts targets, RunQueue queue, Capacity capacity) {
    this.targets = targets;
    this.queue = queue;
    this.capacity = capacity;
  }

  /** Why no more runs can be queued; empty when they can. */
  Optional<String> full() {
    return capacity.full();
  }

  /**
   * Returns when more runs can be queued.
   *
   * @throws WorldFault when the queue or the disk is full
   */
  public void requireCapacity() {
    Optional<String> full = full();
    if (full.isPresent()) {
      throw new WorldFault(full.get());
    }
  }

  /** Whether an inventory is known yet. */
  boolean ready() {
    return targets.known();
  }

  /** The run of a routine that is due, on the hosts that its pattern matches now. */
  Wanted wanted(Routine routine) {
    return wanted(routine, null);
  }

  /** The run of a routine that the person {@code who} wants now; null when it is only due. */
  public Wanted wanted(Routine routine, @Nullable String who) {
    Set<String> hosts = targets.of(routine.hosts());
    RunRequest request =
        new RunRequest(
            new RunOrigin.OfRoutine(routine.name(), Optional.ofNullable(who)),
            routine.roles(),
            routine.vars(),
            routine.check(),
            routine.timeout(),
            0,
            routine.hosts(),
            routine.busy() == Busy.SKIP);
    return new Wanted(request, without(hosts));
  }

  /**
   * Checks that a routine's pattern matches hosts.
   *
   * @throws InputFault when it matches none now
   */
  public void checkHosts(Routine routine) {
    if (targets.of(routine.hosts()).isEmpty()) {
      throw new InputFault("hosts", targets.none(routine.hosts()));
    }
  }

  /** These hosts, each without parameters of its own. */
  public static Map<String, String> without(Collection<String> hosts) {
    Map<String, String> all = new LinkedHashMap<>();
    hosts.forEach(host -> all.put(host, NO_PARAMETERS));
    return all;
  }

  /** Queues a run; called in a transaction. */
  public UUID enqueue(Wanted wanted) {
    return queue.enqueue(wanted.request(), wanted.hosts());
  }

  /** Wakes the scheduler; called after the commit that queued a run. */
  public void wake() {
    queue.wake();
  }
}
