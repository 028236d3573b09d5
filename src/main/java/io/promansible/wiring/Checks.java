package io.promansible.wiring;

import com.github.kagkarlsson.scheduler.Scheduler;
import io.micronaut.context.annotation.Factory;
import io.promansible.alertmanager.AlertmanagerClient;
import io.promansible.clockwork.Clockwork;
import io.promansible.config.CurrentConfiguration;
import io.promansible.database.DatabaseClock;
import io.promansible.fault.InputFault;
import io.promansible.health.Check;
import io.promansible.intake.StoringCheck;
import io.promansible.intake.WebhookHealth;
import io.promansible.inventory.LiveInventory;
import io.promansible.node.NodeConfigurations;
import io.promansible.node.NodeIdentity;
import io.promansible.playbook.Kind;
import io.promansible.playbook.PlayTemplate;
import io.promansible.playbook.RoleCatalog;
import io.promansible.project.Projects;
import io.promansible.queue.Capacity;
import io.promansible.queue.RunSlots;
import io.promansible.routine.RoutineRepository;
import io.promansible.routine.RoutineScheduler;
import io.promansible.run.RunRepository;
import io.promansible.run.RunState;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** The checks of {@code /-/ready}, beside the classes that are a check themselves. */
@Factory
final class Checks {
  @Singleton
  Check database(RunRepository runs) {
    return Check.of(
        "database",
        true,
        () -> {
          runs.count(RunState.QUEUED);
          return Optional.empty();
        });
  }

  @Singleton
  Check storing(StoringCheck storing) {
    return Check.of("storing alerts", true, storing::trouble);
  }

  /** Tells when background work stops: without it runs would wait for ever, and all look well. */
  @Singleton
  Check background(Clockwork clockwork) {
    return Check.of("background", true, clockwork::trouble);
  }

  @Singleton
  Check runsAreTaken(Scheduler scheduler, RunSlots slots, RunRepository runs, Clock clock) {
    SchedulerCheck taken = new SchedulerCheck(scheduler, slots.most(), runs::oldestDue, clock);
    return Check.of("runs are taken", true, taken::trouble);
  }

  @Singleton
  Check routinesAreTaken(RoutineScheduler scheduler, RoutineRepository routines, Clock clock) {
    SchedulerCheck taken =
        new SchedulerCheck(
            scheduler.scheduler(), Schedulers.ROUTINE_THREADS, routines::oldestDue, clock);
    return Check.of("routines are taken", true, taken::trouble);
  }

  @Singleton
  Check node(NodeIdentity node) {
    return Check.of("node", true, node::trouble);
  }

  @Singleton
  Check configurationOfNodes(NodeConfigurations configurations) {
    return Check.of("configuration of nodes", false, configurations::trouble);
  }

  /** Limits, leases and schedules go by the database's clock, but logs and plays by this one. */
  @Singleton
  Check clockOfNode(Clock clock) {
    return Check.of(
        "clock",
        false,
        () -> clock instanceof DatabaseClock own ? own.trouble() : Optional.empty());
  }

  /** Tells when the disk or the queue is full: then alerts are answered 503. */
  @Singleton
  Check capacity(Capacity capacity) {
    return Check.of("capacity", true, capacity::full);
  }

  /** Tells of projects whose newest commit cannot be put in force; the one from before is. */
  @Singleton
  Check projects(Projects projects) {
    return Check.of(
        "projects",
        false,
        () ->
            projects.states().stream()
                .filter(state -> !state.trouble().isEmpty())
                .map(state -> state.project().name() + ": " + state.trouble())
                .findFirst());
  }

  @Singleton
  Check playbooks(RoleCatalog catalog) {
    return Check.of("playbooks", true, () -> template(catalog.playbooks()));
  }

  private static Optional<String> template(Path playbooks) {
    try {
      PlayTemplate.read(playbooks, Kind.ALERT);
      return Optional.empty();
    } catch (InputFault e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Tells when no hosts are known; those of the last good reading are enough to decide. */
  @Singleton
  Check inventory(LiveInventory inventory) {
    return Check.of(
        "inventory",
        true,
        () ->
            inventory.current().isPresent()
                ? Optional.empty()
                : inventory.trouble().or(() -> Optional.of("is being read")));
  }

  @Singleton
  Check inventoryFresh(LiveInventory inventory) {
    return Check.of("inventory refresh", false, inventory::trouble);
  }

  @Singleton
  Check reload(CurrentConfiguration configuration) {
    return Check.of("configuration", false, configuration::trouble);
  }

  /** Tells when the certificate ends soon, or its file cannot be used. */
  @Singleton
  Check certificate(CurrentConfiguration configuration, Clock clock) {
    return Check.of(
        "certificate",
        false,
        () -> configuration.get().tls().flatMap(tls -> tls.trouble(clock.instant())));
  }

  /** Alertmanager is asked before starts and for proofs; settings say what goes on without it. */
  @Singleton
  Check alertmanager(AlertmanagerClient alertmanager) {
    return Check.of("alertmanager", false, alertmanager::trouble);
  }

  /** Tells of notifications that are refused or come late, as nobody else would. */
  @Singleton
  Check webhook(WebhookHealth webhook) {
    return Check.of("webhook", false, webhook::trouble);
  }
}
