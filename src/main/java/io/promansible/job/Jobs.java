package io.promansible.job;

import io.micronaut.transaction.TransactionOperations;
import io.promansible.access.Principal;
import io.promansible.audit.AuditLog;
import io.promansible.fault.Forbidden;
import io.promansible.fault.InputFault;
import io.promansible.fault.NotFound;
import io.promansible.fault.WorldFault;
import io.promansible.queue.Capacity;
import io.promansible.queue.Idempotency;
import io.promansible.queue.RunQueue;
import io.promansible.run.RunOrigin;
import io.promansible.run.RunRequest;
import io.promansible.run.RunSettings;
import io.promansible.scope.VisibleHosts;
import io.promansible.stored.Inventories;
import io.promansible.stored.StoredInventory;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Jobs: asked for, and found again. */
@Singleton
public final class Jobs {
  private final JobRepository rows;
  private final Parts parts;
  private final RunQueue queue;
  private final TransactionOperations<Connection> transactions;
  private final AuditLog audit;
  private final Supplier<RunSettings> settings;

  Jobs(
      JobRepository rows,
      Parts parts,
      RunQueue queue,
      TransactionOperations<Connection> transactions,
      AuditLog audit,
      Supplier<RunSettings> settings) {
    this.rows = rows;
    this.parts = parts;
    this.queue = queue;
    this.transactions = transactions;
    this.audit = audit;
    this.settings = settings;
  }

  /** What a job is made of, and who may run what where. */
  @Singleton
  record Parts(
      Playbooks playbooks,
      Inventories inventories,
      VisibleHosts hosts,
      Idempotency keys,
      Capacity capacity) {}

  /** A job with its playbook and inventory. */
  public record Whole(Job job, StoredPlaybook playbook, StoredInventory inventory) {}

  /** What a job's run has in place of the names of roles. */
  public static String label(StoredPlaybook playbook) {
    return "playbook:" + playbook.name().replaceAll("\\s+", "_");
  }

  /**
   * Queues a job on all hosts of an inventory.
   *
   * @param key the request, as its caller names it: one that is sent twice makes one job
   * @throws InputFault when the inventory is of another environment
   * @throws NotFound when there is no such playbook or inventory
   * @throws Forbidden when the caller may not run it on all of these hosts
   */
  public Job ask(JobRequest asked, Optional<String> key, Principal who) {
    String body = asked.toString();
    Optional<String> owned = key.map(text -> who.name().length() + ":" + who.name() + text);
    Optional<UUID> known = owned.flatMap(one -> parts.keys.known(one, body));
    return known.isPresent()
        ? find(known.get())
        : queued(asked, who, run -> owned.isEmpty() || parts.keys.remember(owned.get(), body, run))
            .or(() -> owned.flatMap(one -> parts.keys.known(one, body)).map(this::find))
            .orElseThrow();
  }

  private Optional<Job> queued(JobRequest asked, Principal who, Predicate<UUID> first) {
    parts
        .capacity
        .full()
        .ifPresent(full -> {
          throw new WorldFault(full);
        });
    Checked checked = checked(asked, who);
    Map<String, String> parameters = new TreeMap<>();
    checked.hosts.forEach(host -> parameters.put(host, "{}"));
    Optional<Job> job =
        transactions.executeWrite(status -> {
          UUID run =
              queue.enqueue(
                  request(List.of(label(checked.playbook)), asked.check(), who), parameters);
          if (!first.test(run)) {
            status.setRollbackOnly();
            return Optional.empty();
          }
          audit.record(
              who.name(),
              "job",
              "run:" + run,
              new AuditLog.Change(null, checked.text()),
              () -> true);
          return Optional.of(
              rows.save(new Job(null, run, asked.env(), asked.playbookId(), asked.inventoryId())));
        });
    queue.wake();
    return job;
  }

  private record Checked(StoredPlaybook playbook, StoredInventory inventory, Set<String> hosts) {
    String text() {
      return "%s on %s %s".formatted(playbook.name(), inventory.name(), inventory.version());
    }
  }

  private Checked checked(JobRequest asked, Principal who) {
    StoredPlaybook playbook = parts.playbooks.find(asked.playbookId());
    StoredInventory inventory = parts.inventories.find(asked.inventoryId());
    if (!inventory.env().equals(asked.env())) {
      throw new InputFault(
          "env", "is '%s', but the inventory is of '%s'".formatted(asked.env(), inventory.env()));
    }
    Set<String> hosts = parts.inventories.read(inventory).names();
    List<String> roles = List.of(label(playbook));
    if (parts.hosts.operable(who, hosts, roles).size() < hosts.size()) {
      throw new Forbidden(
          "no grant of %s as operator covers %s on all hosts of the inventory"
              .formatted(who.name(), roles.getFirst()));
    }
    return new Checked(playbook, inventory, hosts);
  }

  private RunRequest request(List<String> roles, boolean check, Principal who) {
    return new RunRequest(
        new RunOrigin.OfJob(who.name()),
        roles,
        Map.of(),
        check,
        settings.get().timeout(),
        0,
        null,
        false);
  }

  /** Notes that a run is an earlier job once more; call in the transaction that queues it. */
  public void again(UUID earlier, UUID again) {
    rows.findByRunId(earlier)
        .ifPresent(
            job -> rows.save(new Job(null, again, job.env(), job.playbookId(), job.inventoryId())));
  }

  /**
   * The job that is a run.
   *
   * @throws NotFound when the run is none
   */
  public Job find(UUID run) {
    return rows.findByRunId(run).orElseThrow(() -> new NotFound("no job " + run));
  }

  /** A job with its playbook and inventory. */
  public Whole of(UUID run) {
    Job job = find(run);
    return new Whole(
        job, parts.playbooks.find(job.playbookId()), parts.inventories.find(job.inventoryId()));
  }

  /** Those before an id, the newest first. */
  public List<Job> page(long before, int most) {
    return rows.page(before, most);
  }
}
