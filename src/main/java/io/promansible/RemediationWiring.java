package io.promansible;

import io.micronaut.context.annotation.Factory;
import io.micronaut.transaction.TransactionOperations;
import io.promansible.alert.AlertEventRepository;
import io.promansible.alert.AlertmanagerClient;
import io.promansible.alert.AlertmanagerSettings;
import io.promansible.alert.EpisodeRepository;
import io.promansible.handler.Handlers;
import io.promansible.inventory.LiveInventory;
import io.promansible.remediation.Approvals;
import io.promansible.remediation.AuditRepository;
import io.promansible.remediation.DecisionRepository;
import io.promansible.remediation.Explanation;
import io.promansible.remediation.FreezeRepository;
import io.promansible.remediation.Freezes;
import io.promansible.remediation.HistorySources;
import io.promansible.remediation.Intake;
import io.promansible.remediation.IntakeMetrics;
import io.promansible.remediation.Ladder;
import io.promansible.remediation.LastCheck;
import io.promansible.remediation.Notices;
import io.promansible.remediation.PermitRepository;
import io.promansible.remediation.Permits;
import io.promansible.remediation.Reception;
import io.promansible.remediation.Reconcile;
import io.promansible.remediation.Records;
import io.promansible.remediation.RemediationRepository;
import io.promansible.remediation.SecondLook;
import io.promansible.remediation.Silenced;
import io.promansible.remediation.Stopping;
import io.promansible.routine.RoutineBook;
import io.promansible.run.RunPartsRepository;
import io.promansible.run.RunQueue;
import io.promansible.run.RunRepository;
import io.prometheus.client.CollectorRegistry;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import java.util.function.Supplier;

/** Puts together what decides about alerts, and what follows from it. */
@Factory
final class RemediationWiring {
  private final CurrentConfiguration configuration;
  private final Supplier<Handlers> handlers;

  RemediationWiring(CurrentConfiguration configuration) {
    this.configuration = configuration;
    this.handlers = () -> configuration.get().handlers();
  }

  @Singleton
  IntakeMetrics intakeMetrics(EpisodeRepository episodes, CollectorRegistry metrics) {
    return new IntakeMetrics(episodes, handlers, metrics);
  }

  @Singleton
  Freezes freezes(
      FreezeRepository freezes,
      AuditRepository audit,
      LiveInventory inventory,
      RoutineBook routines,
      Clock clock) {
    return new Freezes(
        freezes,
        audit,
        () -> configuration.get().freeze(),
        handlers,
        inventory,
        name -> routines.find(name).isPresent(),
        configuration.get().data(),
        clock);
  }

  @Singleton
  Permits permits(PermitRepository permits, AuditRepository audit, Clock clock) {
    return new Permits(permits, audit, handlers, clock);
  }

  @Singleton
  HistorySources historySources(
      RemediationRepository remediations,
      DecisionRepository decisions,
      EpisodeRepository episodes,
      AlertEventRepository events,
      RunPartsRepository parts,
      Freezes freezes,
      Permits permits,
      LiveInventory inventory,
      Clock clock) {
    return new HistorySources(
        remediations,
        decisions,
        episodes,
        events,
        parts,
        freezes,
        permits,
        new Silenced(clock),
        inventory,
        handlers);
  }

  @Singleton
  Reception reception(RunRepository runs, RunQueue queue, HistorySources sources, Clock clock) {
    Stopping stopping =
        new Stopping(sources.remediations(), sources.episodes(), runs, sources.handlers());
    return new Reception(stopping, queue, sources, clock);
  }

  @Singleton
  Ladder ladder(
      HistorySources sources,
      RunQueue queue,
      TransactionOperations<Connection> transactions,
      IntakeMetrics metrics,
      Clock clock) {
    return new Ladder(sources, queue, transactions, metrics, clock);
  }

  @Singleton
  Approvals approvals(
      HistorySources sources,
      AuditRepository audit,
      Ladder ladder,
      RunQueue queue,
      TransactionOperations<Connection> transactions,
      IntakeMetrics metrics,
      Clock clock) {
    return new Approvals(sources, audit, ladder, queue, transactions, metrics, clock);
  }

  @Singleton
  Records records(HistorySources sources, Clock clock) {
    return new Records(sources, clock);
  }

  @Singleton
  LastCheck lastCheck(HistorySources sources, AlertmanagerClient alertmanager, Clock clock) {
    return new LastCheck(
        alertmanager,
        this::alertmanagerSettings,
        () -> configuration.get().prometheus(),
        sources.silenced(),
        clock);
  }

  @Singleton
  Notices notices(HistorySources sources, AlertmanagerClient alertmanager, Clock clock) {
    return new Notices(
        sources,
        alertmanager,
        this::alertmanagerSettings,
        () -> configuration.get().externalUrl().toString(),
        configuration.get().node(),
        clock);
  }

  @Singleton
  Reconcile reconcile(
      HistorySources sources,
      AlertmanagerClient alertmanager,
      Intake intake,
      TransactionOperations<Connection> transactions,
      Clock clock) {
    return new Reconcile(
        alertmanager,
        this::alertmanagerSettings,
        () -> configuration.get().intake(),
        sources.episodes(),
        intake,
        sources.silenced(),
        transactions,
        clock);
  }

  @Singleton
  Explanation explanation(
      HistorySources sources, TransactionOperations<Connection> transactions, Clock clock) {
    return new Explanation(
        sources,
        transactions,
        configuration::attempt,
        () -> configuration.get().playbooks(),
        clock);
  }

  private AlertmanagerSettings alertmanagerSettings() {
    return configuration.get().alertmanager();
  }

  @Singleton
  SecondLook secondLook(
      Reception reception,
      DecisionRepository decisions,
      TransactionOperations<Connection> transactions,
      RunQueue queue) {
    return new SecondLook(reception, decisions, transactions, queue);
  }
}
