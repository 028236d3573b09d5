package io.promansible.manual;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.access.Principal;
import io.promansible.audit.AuditLog;
import io.promansible.fault.Finding;
import io.promansible.fault.Forbidden;
import io.promansible.fault.InputFault;
import io.promansible.fault.WorldFault;
import io.promansible.handler.RoleCheck;
import io.promansible.playbook.Role;
import io.promansible.queue.Idempotency;
import io.promansible.routine.PatternHosts;
import io.promansible.routine.Routine.Busy;
import io.promansible.routine.RoutineRuns;
import io.promansible.routine.RoutineRuns.Wanted;
import io.promansible.run.RunHost;
import io.promansible.run.RunOrigin;
import io.promansible.run.RunRequest;
import io.promansible.scope.VisibleHosts;
import io.promansible.settings.SettingsFile;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** Queues runs that people ask for: roles once, on the hosts that a pattern means. */
@Singleton
public final class ManualRuns {
  private final PatternHosts targets;
  private final RoutineRuns runs;
  private final Idempotency keys;
  private final TransactionOperations<Connection> transactions;
  private final AuditLog audit;
  private final VisibleHosts visible;

  ManualRuns(
      PatternHosts targets,
      RoutineRuns runs,
      Idempotency keys,
      TransactionOperations<Connection> transactions,
      AuditLog audit,
      VisibleHosts visible) {
    this.targets = targets;
    this.runs = runs;
    this.keys = keys;
    this.transactions = transactions;
    this.audit = audit;
    this.visible = visible;
  }

  /**
   * Returns if more runs can be queued.
   *
   * @throws WorldFault if not
   */
  public void requireCapacity() {
    runs.requireCapacity();
  }

  /**
   * A run that a person asks for.
   *
   * @param leftOut hosts that the pattern means too, and where the person may run nothing
   */
  public record Asked(Wanted wanted, List<String> leftOut) {
    public Asked {
      leftOut = List.copyOf(leftOut);
    }
  }

  /**
   * Reads and checks what a person asks for: the roles, the hosts, and every parameter against the
   * roles' specs.
   *
   * @throws InputFault with all that is wrong
   * @throws Forbidden when the person may run these roles on none of these hosts
   */
  public Asked wanted(SettingsFile asked, RoleCheck roles, Principal who, Duration timeout) {
    ManualRunRequest manual = ManualRunRequest.read(asked, roles, timeout);
    Set<String> meant = targets.of(manual.hosts());
    List<String> names = manual.roles().stream().map(Role::name).toList();
    Set<String> hosts = visible.operable(who, meant, names);
    if (hosts.isEmpty() && !meant.isEmpty()) {
      throw new Forbidden(
          "no grant of %s as operator covers %s on any host that '%s' means"
              .formatted(who.name(), String.join(", ", names), manual.hosts()));
    }
    List<Finding> faults = new ArrayList<>(manual.faults(hosts, targets.inventory()));
    if (hosts.isEmpty()) {
      faults.addFirst(new Finding("hosts", targets.none(manual.hosts())));
    }
    if (!faults.isEmpty()) {
      throw new InputFault(faults);
    }
    RunRequest request =
        new RunRequest(
            new RunOrigin.OfPerson(who.name()),
            names,
            manual.converted(),
            manual.check(),
            manual.timeout(),
            0,
            manual.hosts(),
            manual.busy() == Busy.SKIP);
    return new Asked(
        new Wanted(request, RoutineRuns.without(hosts)),
        meant.stream().filter(host -> !hosts.contains(host)).toList());
  }

  /**
   * Queues a run, once for a key.
   *
   * @param key the caller's name and key; empty when the caller gave no key
   * @param body of the request that the key came with
   * @return the new run; empty when another request with this key was first
   */
  public Optional<UUID> ask(Wanted wanted, Optional<String> key, String body) {
    Optional<UUID> id =
        transactions.executeWrite(status -> {
          UUID made = runs.enqueue(wanted);
          if (key.isPresent() && !keys.remember(key.get(), body, made)) {
            status.setRollbackOnly();
            return Optional.<UUID>empty();
          }
          note("run", made, wanted.request());
          return Optional.of(made);
        });
    runs.wake();
    return id;
  }

  /**
   * Queues the roles of a run that is over once more, on some of its hosts.
   *
   * @param also what else is written with the new run, by its id
   * @throws Forbidden when the person may not run these roles on all of these hosts
   */
  public UUID again(RunRequest request, List<RunHost> hosts, Principal who, Consumer<UUID> also) {
    List<String> names = hosts.stream().map(RunHost::host).toList();
    if (visible.operable(who, names, request.roles()).size() < names.size()) {
      throw new Forbidden(
          "no grant of %s as operator covers %s on all these hosts, whatever the handler"
              .formatted(who.name(), String.join(", ", request.roles())));
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    hosts.forEach(host -> parameters.put(host.host(), host.parameters()));
    UUID id =
        transactions.executeWrite(status -> {
          UUID made = runs.enqueue(new Wanted(request, parameters));
          note("run again", made, request);
          also.accept(made);
          return made;
        });
    runs.wake();
    return id;
  }

  private void note(String action, UUID id, RunRequest request) {
    String what = "%s on %s".formatted(String.join(", ", request.roles()), request.pattern());
    audit.record(
        switch (request.origin()) {
          case RunOrigin.OfPerson(String who) -> who;
          case RunOrigin.OfJob(String who) -> who;
          case RunOrigin.OfHandler handler -> "?";
          case RunOrigin.OfRoutine routine -> "?";
        },
        action,
        "run:" + id,
        new AuditLog.Change(null, what),
        () -> true);
  }
}
