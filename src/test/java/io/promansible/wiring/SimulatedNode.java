package io.promansible.wiring;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.promansible.alertmanager.AlertmanagerClient;
import io.promansible.alertmanager.AlertmanagerSettings;
import io.promansible.alertmanager.StandInAlertmanager;
import io.promansible.ansible.AnsibleSettings;
import io.promansible.ansible.AnsibleVersion;
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
import java.util.function.Supplier;

/** The beans of a node without its doors, threads and schedulers, for the simulation. */
public final class SimulatedNode {
  private SimulatedNode() {}

  /**
   * Puts a node together; nothing of it runs by itself.
   *
   * @param chance what goes wrong between it and its database
   * @param alertmanager the {@link StandInAlertmanager.World} that it asks
   * @param migrates whether it makes the tables; one node of a database does
   */
  public static ApplicationContext of(
      Path file, Clock clock, Object chance, Object alertmanager, boolean migrates) {
    Configuration configuration = Configuration.read(file, Map.of());
    CollectorRegistry metrics = new CollectorRegistry();
    Map<String, Object> properties = ServiceProperties.of(configuration);
    properties.put("simulation.node", "true");
    properties.put("flyway.datasources.default.enabled", migrates);
    // One thread does nearly everything, and each connection costs its making.
    properties.put("datasources.default.maximum-pool-size", 3);
    properties.put("datasources.default.minimum-idle", 1);
    return ApplicationContext.builder()
        .deduceEnvironment(false)
        .banner(false)
        .bootstrapEnvironment(false)
        .enableDefaultPropertySources(false)
        .properties(properties)
        .singletons(
            new CurrentConfiguration(file, Map.of(), configuration, clock, metrics),
            clock,
            metrics,
            chance,
            alertmanager)
        .start();
  }

  /** Ansible is asked for its version once for all nodes: that takes longer than a history. */
  private static final class Asked {
    static final AnsibleVersion ANSIBLE = new AnsibleVersion(() -> AnsibleSettings.DEFAULTS);

    static {
      ANSIBLE.detect();
    }
  }

  /** What stands in for Ansible's reading of the inventory, for Alertmanager and db-scheduler. */
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
    @Replaces(AnsibleVersion.class)
    AnsibleVersion ansible() {
      return Asked.ANSIBLE;
    }

    @Singleton
    @Replaces(AlertmanagerClient.class)
    AlertmanagerClient alertmanager(
        Supplier<AlertmanagerSettings> settings, StandInAlertmanager.World world) {
      return new StandInAlertmanager(settings, world);
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
