package io.promansible.wiring;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.promansible.config.Configuration;
import io.promansible.config.CurrentConfiguration;
import io.promansible.inventory.InventoryReading;
import io.promansible.inventory.InventorySource;
import io.promansible.kit.Room;
import io.promansible.queue.RunScheduler;
import io.prometheus.client.CollectorRegistry;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** The beans of a node without its doors, threads and schedulers, for the simulation. */
public final class SimulatedNode {
  private SimulatedNode() {}

  /** Puts a node together; nothing of it runs by itself. */
  public static ApplicationContext of(Path file, Clock clock, Object chance) {
    Configuration configuration = Configuration.read(file, Map.of());
    CollectorRegistry metrics = new CollectorRegistry();
    return ApplicationContext.builder()
        .deduceEnvironment(false)
        .properties(ServiceProperties.of(configuration))
        .properties(Map.of("simulation.node", "true"))
        .singletons(
            new CurrentConfiguration(file, Map.of(), configuration, clock, metrics),
            clock,
            metrics,
            chance)
        .start();
  }

  /** What stands in for Ansible's reading of the inventory and for db-scheduler. */
  @Factory
  @Requires(property = "simulation.node")
  static final class StandIns {
    @Singleton
    @Replaces(bean = InventorySource.class, factory = Beans.class)
    InventorySource inventory() {
      return sources ->
          InventoryReading.ofList(
              Room.json(
                  """
                  {"_meta": {"hostvars": {}}, "all": {"children": ["web"]},
                   "web": {"hosts": ["h1", "h2", "h3", "h4", "h5", "h6", "h7", "h8"]}}
                  """));
    }

    @Singleton
    @Replaces(bean = RunScheduler.class, factory = Schedulers.class)
    RunScheduler scheduler() {
      return new RunScheduler() {
        @Override
        public void schedule(UUID id, int priority, Instant at) {
          // The simulation looks for queued runs itself.
        }

        @Override
        public void wake() {
          // The simulation goes on in its own time.
        }
      };
    }
  }
}
