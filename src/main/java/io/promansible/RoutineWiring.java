package io.promansible;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.kagkarlsson.scheduler.Scheduler;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Factory;
import io.micronaut.transaction.TransactionOperations;
import io.promansible.ansible.HostPattern;
import io.promansible.handler.RoleCheck;
import io.promansible.inventory.LiveInventory;
import io.promansible.playbook.Kind;
import io.promansible.playbook.RoleCatalog;
import io.promansible.routine.IdempotencyRepository;
import io.promansible.routine.Routine;
import io.promansible.routine.RoutineBook;
import io.promansible.routine.RoutineClock;
import io.promansible.routine.RoutineDesk;
import io.promansible.routine.RoutineMetrics;
import io.promansible.routine.RoutineRepository;
import io.promansible.routine.Routines;
import io.promansible.routine.RunOnce;
import io.promansible.run.Capacity;
import io.promansible.run.RunHistory;
import io.promansible.run.RunQueue;
import io.promansible.run.RunSettings;
import io.promansible.settings.SettingsFile;
import io.prometheus.client.CollectorRegistry;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Puts together what routines and runs of people need. */
@Factory
final class RoutineWiring {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);
  private static final int THREADS = 8;
  private static final int HEARTBEATS_MISSED = 4;

  /** The scheduler of routines, so that nobody takes it for that of runs. */
  record RoutineScheduler(Scheduler scheduler) {}

  private final CurrentConfiguration configuration;

  RoutineWiring(CurrentConfiguration configuration) {
    this.configuration = configuration;
  }

  @Singleton
  Supplier<RunSettings> runSettings() {
    return () -> configuration.get().runs();
  }

  @Singleton
  RoleCheck roleCheck(RoleCatalog catalog) {
    return new RoleCheck(catalog, Kind.ROUTINE);
  }

  @Singleton
  RunOnce runOnce(
      LiveInventory inventory,
      RunQueue queue,
      IdempotencyRepository keys,
      TransactionOperations<Connection> transactions,
      Capacity capacity,
      Clock clock) {
    return new RunOnce(
        new HostPattern(configuration.get().data()),
        inventory,
        queue,
        keys,
        transactions,
        capacity,
        () -> configuration.get().ansible(),
        clock);
  }

  @Singleton
  RoutineBook book(RoutineRepository routines, RoleCheck roles) {
    return new RoutineBook(() -> configuration.get().routines(), routines, reader(roles));
  }

  /** Routines of the API are read as those of the file are. */
  private BiFunction<String, String, Routine> reader(RoleCheck roles) {
    return (name, spec) -> {
      try {
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        ObjectNode one = whole.putArray("routines").addObject().put("name", name);
        one.setAll((ObjectNode) JSON.readTree(spec));
        one.put("name", name);
        SettingsFile file = SettingsFile.parse("body", whole.toString(), null, Map.of());
        Routines read =
            Routines.read(
                file.root().sections("routines"), roles, configuration.get().runs().timeout());
        file.end();
        return read.all().getFirst();
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("what we stored as JSON is not", e);
      }
    };
  }

  @Singleton
  RoutineClock routineClock(
      RoutineBook book,
      RoutineRepository routines,
      RunOnce runs,
      TransactionOperations<Connection> transactions,
      BeanProvider<RoutineScheduler> scheduler,
      Clock clock) {
    return new RoutineClock(
        book, routines, runs, transactions, () -> scheduler.get().scheduler(), clock);
  }

  @Singleton
  RoutineScheduler routineScheduler(DataSource dataSource, RoutineClock times, Clock clock) {
    return new RoutineScheduler(
        Wiring.clustered(
            Scheduler.create(Wiring.unwrapped(dataSource), times.task())
                .tableName(RoutineClock.TABLE)
                .threads(THREADS)
                .heartbeatInterval(HEARTBEAT)
                .missedHeartbeatsLimit(HEARTBEATS_MISSED),
            configuration.get(),
            clock));
  }

  @Singleton
  RoutineDesk desk(
      RoutineBook book,
      RoutineRepository routines,
      RoutineClock times,
      RunOnce runs,
      RunHistory history,
      RoleCheck roles,
      TransactionOperations<Connection> transactions,
      Clock clock) {
    return new RoutineDesk(
        book, routines, times, runs, history, transactions, reader(roles), clock);
  }

  @Singleton
  @io.micronaut.context.annotation.Context
  RoutineMetrics routineMetrics(
      RoutineRepository routines,
      RoleCatalog catalog,
      LiveInventory inventory,
      CollectorRegistry metrics) {
    return new RoutineMetrics(
        routines,
        (role, host) ->
            catalog.has(Kind.ROUTINE, role)
                && inventory
                    .current()
                    .filter(c -> c.inventory().host(host).isPresent())
                    .isPresent(),
        metrics);
  }
}
