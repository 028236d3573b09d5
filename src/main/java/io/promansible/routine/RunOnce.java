package io.promansible.routine;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.ansible.AnsibleSettings;
import io.promansible.ansible.HostPattern;
import io.promansible.fault.Finding;
import io.promansible.fault.InputFault;
import io.promansible.fault.WorldFault;
import io.promansible.handler.RoleCheck;
import io.promansible.inventory.Inventory;
import io.promansible.inventory.LiveInventory;
import io.promansible.label.Labels;
import io.promansible.playbook.Role;
import io.promansible.routine.Routine.Busy;
import io.promansible.run.Capacity;
import io.promansible.run.Cause;
import io.promansible.run.RunHost;
import io.promansible.run.RunQueue;
import io.promansible.run.RunRequest;
import io.promansible.settings.SettingsFile;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes runs of what people and routines ask for: roles, on the hosts that a pattern means. */
public final class RunOnce {
  private static final String NO_PARAMETERS = "{}";

  /** A run that can be queued. */
  public record Wanted(RunRequest request, Map<String, String> hosts) {
    /** Copies. */
    public Wanted {
      hosts = Map.copyOf(hosts);
    }
  }

  private final HostPattern patterns;
  private final LiveInventory inventory;
  private final RunQueue queue;
  private final IdempotencyRepository keys;
  private final TransactionOperations<Connection> transactions;
  private final Capacity capacity;
  private final Supplier<AnsibleSettings> ansible;
  private final Clock clock;

  /** Into a queue. */
  public RunOnce(
      HostPattern patterns,
      LiveInventory inventory,
      RunQueue queue,
      IdempotencyRepository keys,
      TransactionOperations<Connection> transactions,
      Capacity capacity,
      Supplier<AnsibleSettings> ansible,
      Clock clock) {
    this.capacity = capacity;
    this.patterns = patterns;
    this.inventory = inventory;
    this.queue = queue;
    this.keys = keys;
    this.transactions = transactions;
    this.ansible = ansible;
    this.clock = clock;
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
    return inventory.current().isPresent();
  }

  /** The run of a routine; its hosts are those of this moment. */
  Wanted wanted(Routine routine) {
    return wanted(routine, null);
  }

  /** The same, asked for by a person now. */
  public Wanted wanted(Routine routine, @Nullable String who) {
    Collection<String> hosts =
        patterns.hosts(routine.hosts(), inventory.get().inventory(), ansible.get());
    RunRequest request =
        new RunRequest(
            Cause.ROUTINE,
            null,
            routine.name(),
            0,
            routine.roles(),
            routine.vars(),
            routine.check(),
            routine.timeout(),
            0,
            who,
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
    Inventory known = inventory.get().inventory();
    Collection<String> hosts = patterns.hosts(wish.hosts(), known, ansible.get());
    List<Finding> faults = wish.faults(hosts, known);
    if (!faults.isEmpty()) {
      throw new InputFault(faults);
    }
    RunRequest request =
        new RunRequest(
            Cause.PERSON,
            null,
            null,
            0,
            wish.roles().stream().map(Role::name).toList(),
            wish.converted(),
            wish.check(),
            wish.timeout(),
            0,
            who,
            wish.hosts(),
            wish.busy() == Busy.SKIP);
    return new Wanted(request, without(hosts));
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
          if (key.isPresent()
              && keys.remember(key.get(), digest(body), made, clock.instant()) == 0) {
            // Another request with this key was first.
            status.setRollbackOnly();
            return Optional.<UUID>empty();
          }
          return Optional.of(made);
        });
    wake();
    return id;
  }

  /**
   * The run that was made for a key; empty when there is none.
   *
   * @throws InputFault when the key came with another body
   */
  public Optional<UUID> known(String key, String body) {
    Optional<IdempotencyRepository.Known> known = keys.find(key);
    if (known.isPresent() && !known.get().digest().equals(digest(body))) {
      throw new InputFault("Idempotency-Key", "was used for another request before");
    }
    return known.map(IdempotencyRepository.Known::runId);
  }

  private static String digest(String body) {
    return Labels.of(Map.of("body", body)).digest("request");
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
