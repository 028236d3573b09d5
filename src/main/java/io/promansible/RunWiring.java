package io.promansible;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.jdbc.AutodetectJdbcCustomization;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.transaction.TransactionOperations;
import io.promansible.ansible.AnsibleVersion;
import io.promansible.ansible.CallbackPlugin;
import io.promansible.ansible.WarmAnsible;
import io.promansible.inventory.HostFactsRepository;
import io.promansible.inventory.LiveInventory;
import io.promansible.playbook.RoleCatalog;
import io.promansible.remediation.AlertRuns;
import io.promansible.remediation.Freezes;
import io.promansible.remediation.HistorySources;
import io.promansible.remediation.IntakeMetrics;
import io.promansible.remediation.Ladder;
import io.promansible.remediation.LastCheck;
import io.promansible.routine.AskedRuns;
import io.promansible.routine.RoutineBook;
import io.promansible.routine.RoutineRepository;
import io.promansible.run.Adoption;
import io.promansible.run.Capacity;
import io.promansible.run.Cause;
import io.promansible.run.Durability;
import io.promansible.run.FactsKeeper;
import io.promansible.run.RunArchive;
import io.promansible.run.RunEvents;
import io.promansible.run.RunHistory;
import io.promansible.run.RunLaunch;
import io.promansible.run.RunMetrics;
import io.promansible.run.RunOwner;
import io.promansible.run.RunPartsRepository;
import io.promansible.run.RunQueue;
import io.promansible.run.RunRecorder;
import io.promansible.run.RunRepository;
import io.promansible.run.RunWatch;
import io.promansible.run.Runner;
import io.prometheus.client.CollectorRegistry;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** Puts together what runs need. */
@Factory
final class RunWiring {
  private final CurrentConfiguration configuration;

  RunWiring(CurrentConfiguration configuration) {
    this.configuration = configuration;
  }

  @Singleton
  RunMetrics runMetrics(RunRepository runs, Clock clock, CollectorRegistry metrics) {
    return new RunMetrics(runs, () -> configuration.get().handlers().roleNames(), clock, metrics);
  }

  /**
   * Writes on the connection of the caller's transaction: the injected data source gives just that.
   */
  @Singleton
  RunQueue queue(
      RunRepository runs,
      RunPartsRepository parts,
      DataSource transactional,
      Clock clock,
      BeanProvider<Scheduler> scheduler) {
    return new RunQueue(
        runs,
        parts,
        SchedulerClient.Builder.create(transactional)
            .enablePriority()
            // Found out here: at this moment there is no transaction to ask on.
            .jdbcCustomization(
                new AutodetectJdbcCustomization(Wiring.unwrapped(transactional), true))
            .build(),
        () -> configuration.get().runs(),
        clock,
        () -> scheduler.get().triggerCheckForDueExecutions());
  }

  @Singleton
  RunHistory history(JdbcOperations database, TransactionOperations<Connection> transactions) {
    return new RunHistory(database, transactions);
  }

  @Singleton
  Capacity capacity(RunRepository runs) {
    return new Capacity(configuration.get().data(), runs, () -> configuration.get().runs());
  }

  @Singleton
  RunEvents events(RunRepository runs, RunPartsRepository parts) {
    return new RunEvents(runs, parts);
  }

  @Singleton
  RunArchive archive(RunPartsRepository parts) {
    return new RunArchive(configuration.get().data(), parts, () -> configuration.get().runs());
  }

  @Singleton
  AlertRuns alertRuns(
      HistorySources sources,
      LastCheck lastCheck,
      Ladder ladder,
      IntakeMetrics metrics,
      Clock clock) {
    return new AlertRuns(sources, lastCheck, ladder, metrics, clock);
  }

  @Singleton
  RunRecorder recorder(
      RunRepository runs,
      RunPartsRepository parts,
      RunArchive archive,
      TransactionOperations<Connection> transactions,
      AlertRuns alertRuns,
      RoutineBook book,
      RoutineRepository routines,
      RoleCatalog catalog,
      LiveInventory inventory,
      Freezes freezes,
      HostFactsRepository facts,
      Durability durability,
      RunMetrics metrics,
      Clock clock) {
    Map<Cause, RunOwner> owners = new EnumMap<>(Cause.class);
    owners.put(Cause.ALERT, alertRuns);
    for (Cause cause : List.of(Cause.ROUTINE, Cause.PERSON)) {
      owners.put(
          cause,
          new AskedRuns(
              cause, parts, book, routines, catalog, inventory, freezes::holdsOther, clock));
    }
    return new RunRecorder(
        runs,
        parts,
        archive,
        transactions,
        owners,
        durability,
        new FactsKeeper(configuration.get().data(), facts),
        metrics,
        clock,
        configuration.get().node());
  }

  @Singleton
  RunWatch watch(RunRepository runs, RunArchive archive, RunRecorder recorder, Clock clock) {
    return new RunWatch(runs, archive, recorder, () -> configuration.get().runs(), clock);
  }

  @Singleton
  @Bean(preDestroy = "close")
  WarmAnsible warm() {
    return new WarmAnsible(configuration.get().data());
  }

  @Singleton
  Runner runner(
      RunRepository runs,
      RunPartsRepository parts,
      TransactionOperations<Connection> transactions,
      AnsibleVersion ansible,
      RoleCatalog catalog,
      LiveInventory inventory,
      RunArchive archive,
      RunRecorder recorder,
      RunWatch watch,
      RunQueue queue,
      Capacity capacity,
      Durability durability,
      RunMetrics metrics,
      WarmAnsible warm,
      Clock clock) {
    Configuration now = configuration.get();
    RunLaunch launch =
        new RunLaunch(
            now.playbooks(),
            CallbackPlugin.install(now.data()),
            catalog,
            inventory,
            archive,
            () -> configuration.get().runs(),
            () -> configuration.get().ansible(),
            warm);
    return new Runner(
        runs,
        parts,
        transactions,
        ansible,
        launch,
        archive,
        recorder,
        watch,
        queue,
        inventory,
        capacity,
        durability,
        metrics,
        clock,
        now.node());
  }

  @Singleton
  Durability durability(DataSource dataSource) {
    return Durable.of(configuration.get().database(), Wiring.unwrapped(dataSource));
  }

  @Singleton
  Adoption adoption(
      RunRepository runs,
      RunPartsRepository parts,
      TransactionOperations<Connection> transactions,
      RunArchive archive,
      RunRecorder recorder,
      RunWatch watch,
      RunQueue queue,
      Clock clock) {
    return new Adoption(
        runs,
        parts,
        transactions,
        archive,
        recorder,
        watch,
        queue,
        clock,
        configuration.get().node());
  }
}
