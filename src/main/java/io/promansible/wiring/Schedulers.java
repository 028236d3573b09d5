package io.promansible.wiring;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.jdbc.AutodetectJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Factory;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.promansible.database.Database;
import io.promansible.node.NodeIdentity;
import io.promansible.queue.RunQueue;
import io.promansible.queue.RunScheduler;
import io.promansible.routine.RoutineScheduler;
import io.promansible.routine.RoutineTimes;
import io.promansible.run.RunSettings;
import io.promansible.runner.RunTask;
import io.promansible.runner.Runner;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** db-scheduler: one scheduler for runs, and one for routines, which no storm of runs holds up. */
@Factory
final class Schedulers {
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration LEAVE = Duration.ofSeconds(5);
  private static final Duration RUN_HEARTBEAT = Duration.ofSeconds(2);
  private static final int RUN_HEARTBEATS_MISSED = 6;
  private static final Duration ROUTINE_HEARTBEAT = Duration.ofSeconds(5);
  private static final int ROUTINE_HEARTBEATS_MISSED = 4;
  static final int ROUTINE_THREADS = 8;

  private final DataSource transactional;
  private final Database database;
  private final NodeIdentity node;
  private final Clock clock;

  Schedulers(DataSource dataSource, Database database, NodeIdentity node, Clock clock) {
    this.transactional = dataSource;
    this.database = database;
    this.node = node;
    this.clock = clock;
  }

  @Singleton
  Scheduler ofRuns(Runner runner, Retention retention, Supplier<RunSettings> settings) {
    return build(
        Scheduler.create(unwrapped(transactional), RunTask.of(runner, clock))
            .startTasks(retention.task())
            .threads(settings.get().concurrent())
            .enablePriority()
            .heartbeatInterval(RUN_HEARTBEAT)
            .missedHeartbeatsLimit(RUN_HEARTBEATS_MISSED));
  }

  @Singleton
  RoutineScheduler ofRoutines(RoutineTimes times) {
    return new RoutineScheduler(
        build(
            Scheduler.create(unwrapped(transactional), times.task())
                .tableName(RoutineTimes.TABLE)
                .threads(ROUTINE_THREADS)
                .heartbeatInterval(ROUTINE_HEARTBEAT)
                .missedHeartbeatsLimit(ROUTINE_HEARTBEATS_MISSED)));
  }

  private Scheduler build(SchedulerBuilder builder) {
    builder
        .schedulerName(new SchedulerName.Fixed(node.name()))
        .pollingInterval(POLL)
        .shutdownMaxWait(LEAVE)
        .alwaysPersistTimestampInUTC()
        .clock(clock::instant);
    return database.embedded() ? builder.build() : builder.pollUsingLockAndFetch(0.5, 1.0).build();
  }

  /**
   * Writes on the connection of the caller's transaction: the injected data source gives just that.
   */
  @Singleton
  RunScheduler forTheQueue(BeanProvider<Scheduler> scheduler) {
    SchedulerClient client =
        SchedulerClient.Builder.create(transactional)
            .enablePriority()
            // Detect the database here, outside of transactions: there is none to ask on now.
            .jdbcCustomization(new AutodetectJdbcCustomization(unwrapped(transactional), true))
            .build();
    return new RunScheduler() {
      @Override
      public void schedule(UUID id, int priority, Instant at) {
        client.scheduleIfNotExists(
            new TaskInstance.Builder<Void>(RunQueue.TASK, id.toString()).priority(priority).build(),
            at);
      }

      @Override
      public void wake() {
        scheduler.get().triggerCheckForDueExecutions();
      }
    };
  }

  /** db-scheduler works outside our transactions; the injected data source would refuse it. */
  static DataSource unwrapped(DataSource dataSource) {
    return DelegatingDataSource.unwrapDataSource(dataSource);
  }
}
