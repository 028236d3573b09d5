package io.promansible;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerName;
import io.micronaut.context.annotation.Factory;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.transaction.TransactionOperations;
import io.promansible.access.Gate;
import io.promansible.access.GeneratedToken;
import io.promansible.alert.AlertmanagerClient;
import io.promansible.alert.AlertmanagerMetrics;
import io.promansible.alert.EpisodeRepository;
import io.promansible.alert.IntakeSettings;
import io.promansible.ansible.AnsibleInventory;
import io.promansible.ansible.AnsibleVersion;
import io.promansible.handler.Handlers;
import io.promansible.inventory.LiveInventory;
import io.promansible.playbook.RoleCatalog;
import io.promansible.remediation.Intake;
import io.promansible.remediation.IntakeMetrics;
import io.promansible.remediation.Ladder;
import io.promansible.remediation.Proof;
import io.promansible.remediation.Reception;
import io.promansible.remediation.RemediationRepository;
import io.promansible.run.Adoption;
import io.promansible.run.Capacity;
import io.promansible.run.Durability;
import io.promansible.run.RunQueue;
import io.promansible.run.RunTask;
import io.promansible.run.Runner;
import io.prometheus.client.CollectorRegistry;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Puts the rooms together, with {@link RunWiring} and {@link RemediationWiring}: the only place
 * that sees all of them.
 */
@Factory
final class Wiring {
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration HEARTBEAT = Duration.ofSeconds(2);
  private static final int HEARTBEATS_MISSED = 6;
  private static final Duration LEAVE = Duration.ofSeconds(5);

  private final CurrentConfiguration configuration;

  Wiring(CurrentConfiguration configuration) {
    this.configuration = configuration;
  }

  @Singleton
  Supplier<IntakeSettings> intakeSettings() {
    return () -> configuration.get().intake();
  }

  @Singleton
  Supplier<Handlers> handlers() {
    return () -> configuration.get().handlers();
  }

  @Singleton
  Gate gate() {
    return new Gate(
        () -> configuration.get().access(), GeneratedToken.load(configuration.get().data()));
  }

  @Singleton
  RoleCatalog catalog() {
    return new RoleCatalog(configuration.get().playbooks());
  }

  @Singleton
  AnsibleVersion ansibleVersion() {
    return new AnsibleVersion(() -> configuration.get().ansible());
  }

  @Singleton
  LiveInventory inventory(Clock clock, CollectorRegistry metrics) {
    return new LiveInventory(
        () -> configuration.get().inventory(),
        new AnsibleInventory(() -> configuration.get().ansible()),
        configuration.get().data(),
        clock,
        metrics);
  }

  @Singleton
  AlertmanagerClient alertmanager(CollectorRegistry metrics) {
    AlertmanagerClient client = new AlertmanagerClient(() -> configuration.get().alertmanager());
    new AlertmanagerMetrics(client).register(metrics);
    return client;
  }

  @Singleton
  Intake intake(
      Reception reception,
      TransactionOperations<Connection> transactions,
      Durability durability,
      RunQueue queue,
      LiveInventory inventory,
      Capacity capacity,
      IntakeMetrics metrics) {
    return new Intake(
        reception, transactions, durability, queue, inventory, capacity, metrics, intakeSettings());
  }

  @Singleton
  Proof proof(
      RemediationRepository remediations,
      EpisodeRepository episodes,
      AlertmanagerClient alertmanager,
      TransactionOperations<Connection> transactions,
      Ladder ladder,
      IntakeMetrics metrics,
      Clock clock) {
    return new Proof(
        remediations,
        episodes,
        alertmanager,
        () -> configuration.get().alertmanager(),
        transactions,
        ladder,
        metrics,
        clock);
  }

  @Singleton
  Scheduler scheduler(
      DataSource dataSource, Runner runner, Adoption adoption, Retention retention, Clock clock) {
    Configuration now = configuration.get();
    return clustered(
        Scheduler.create(unwrapped(dataSource), RunTask.of(runner, adoption, clock))
            .startTasks(retention.task())
            .threads(now.runs().concurrent())
            .enablePriority()
            .heartbeatInterval(HEARTBEAT)
            .missedHeartbeatsLimit(HEARTBEATS_MISSED),
        now,
        clock);
  }

  /** What all schedulers of a node have in common. */
  static Scheduler clustered(SchedulerBuilder builder, Configuration now, Clock clock) {
    builder
        .schedulerName(new SchedulerName.Fixed(now.node()))
        .pollingInterval(POLL)
        .shutdownMaxWait(LEAVE)
        .alwaysPersistTimestampInUTC()
        .clock(clock::instant);
    return now.database().embedded()
        ? builder.build()
        : builder.pollUsingLockAndFetch(0.5, 1.0).build();
  }

  /** db-scheduler works outside our transactions; the injected data source would refuse it. */
  static DataSource unwrapped(DataSource dataSource) {
    return DelegatingDataSource.unwrapDataSource(dataSource);
  }
}
