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

/** Makes runs of what routines ask for: roles, on the hosts that a pattern means. */
@Singleton
public final class RoutineRuns {
  private static final String NO_PARAMETERS = "{}";

  /** A run that can be queued. */
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

  /** Why nothing more can be queued. */
  Optional<String> full() {
    return capacity.full();
  }

  /**
   * Returns when more can be queued.
   *
   * @throws WorldFault when it cannot
   */
  public void requireCapacity() {
    Optional<String> full = full();
    if (full.isPresent()) {
      throw new WorldFault(full.get());
    }
  }

  /** Whether the hosts are known. */
  boolean ready() {
    return targets.known();
  }

  /** The run of a routine; its hosts are those of this moment. */
  Wanted wanted(Routine routine) {
    return wanted(routine, null);
  }

  /** The same, asked for by a person now. */
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
   * Checks that a routine means hosts.
   *
   * @throws InputFault when there are none now
   */
  public void checkHosts(Routine routine) {
    if (targets.of(routine.hosts()).isEmpty()) {
      throw new InputFault("hosts", targets.none(routine.hosts()));
    }
  }

  /** Hosts of which a run needs no parameters. */
  public static Map<String, String> without(Collection<String> hosts) {
    Map<String, String> all = new LinkedHashMap<>();
    hosts.forEach(host -> all.put(host, NO_PARAMETERS));
    return all;
  }

  /** Queues it; called in a transaction. */
  public UUID enqueue(Wanted wanted) {
    return queue.enqueue(wanted.request(), wanted.hosts());
  }

  /** Lets the scheduler look at what was queued. */
  public void wake() {
    queue.wake();
  }
}
