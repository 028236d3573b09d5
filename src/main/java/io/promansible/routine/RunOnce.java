package io.promansible.routine;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.fault.Finding;
import io.promansible.fault.InputFault;
import io.promansible.fault.WorldFault;
import io.promansible.handler.RoleCheck;
import io.promansible.playbook.Role;
import io.promansible.queue.Capacity;
import io.promansible.queue.Idempotency;
import io.promansible.queue.RunQueue;
import io.promansible.routine.Routine.Busy;
import io.promansible.run.RunHost;
import io.promansible.run.RunOrigin;
import io.promansible.run.RunRequest;
import io.promansible.settings.SettingsFile;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes runs of what people and routines ask for: roles, on the hosts that a pattern means. */
@Singleton
public final class RunOnce {
  private static final String NO_PARAMETERS = "{}";

  /** A run that can be queued. */
  public record Wanted(RunRequest request, Map<String, String> hosts) {
    /** Copies. */
    public Wanted {
      hosts = Map.copyOf(hosts);
    }
  }

  private final PatternHosts targets;
  private final RunQueue queue;
  private final Idempotency keys;
  private final TransactionOperations<Connection> transactions;
  private final Capacity capacity;

  /** Into a queue. */
  public RunOnce(
      PatternHosts targets,
      RunQueue queue,
      Idempotency keys,
      TransactionOperations<Connection> transactions,
      Capacity capacity) {
    this.targets = targets;
    this.queue = queue;
    this.keys = keys;
    this.transactions = transactions;
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
  public void room() {
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
   * Reads and checks what a person asks for: the roles, the hosts, and every parameter against the
   * roles' specs.
   *
   * @throws InputFault with all that is wrong
   */
  public Wanted wanted(SettingsFile asked, RoleCheck roles, String who, Duration timeout) {
    Wish wish = Wish.read(asked, roles, timeout);
    Set<String> hosts = targets.of(wish.hosts());
    List<Finding> faults = new ArrayList<>(wish.faults(hosts, targets.inventory()));
    if (hosts.isEmpty()) {
      faults.addFirst(new Finding("hosts", targets.none(wish.hosts())));
    }
    if (!faults.isEmpty()) {
      throw new InputFault(faults);
    }
    RunRequest request =
        new RunRequest(
            new RunOrigin.OfPerson(who),
            wish.roles().stream().map(Role::name).toList(),
            wish.converted(),
            wish.check(),
            wish.timeout(),
            0,
            wish.hosts(),
            wish.busy() == Busy.SKIP);
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

  private static Map<String, String> without(Collection<String> hosts) {
    Map<String, String> all = new LinkedHashMap<>();
    hosts.forEach(host -> all.put(host, NO_PARAMETERS));
    return all;
  }

  /**
   * Queues what was asked for, once for a key.
   *
   * @param key of the caller, with the caller's name; empty when there is none
   * @param body what belongs to the key
   * @return the run, and whether it is a new one
   * @throws InputFault when the key came with something else before
   */
  public Optional<UUID> ask(Wanted wanted, Optional<String> key, String body) {
    Optional<UUID> id =
        transactions.executeWrite(status -> {
          UUID made = enqueue(wanted);
          if (key.isPresent() && !keys.remember(key.get(), body, made)) {
            status.setRollbackOnly();
            return Optional.<UUID>empty();
          }
          return Optional.of(made);
        });
    wake();
    return id;
  }

  /** The same roles once more, on hosts of a run that is over. */
  public UUID again(RunRequest request, List<RunHost> hosts) {
    Map<String, String> parameters = new LinkedHashMap<>();
    hosts.forEach(host -> parameters.put(host.host(), host.parameters()));
    UUID id = transactions.executeWrite(status -> enqueue(new Wanted(request, parameters)));
    wake();
    return id;
  }

  /** Queues it; called in a transaction. */
  UUID enqueue(Wanted wanted) {
    return queue.enqueue(wanted.request(), wanted.hosts());
  }

  void wake() {
    queue.wake();
  }
}
