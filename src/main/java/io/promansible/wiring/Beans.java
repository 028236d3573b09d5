package io.promansible.wiring;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.promansible.access.AccessSettings;
import io.promansible.access.GeneratedToken;
import io.promansible.access.TokenAuthenticator;
import io.promansible.ansible.AnsibleInventory;
import io.promansible.ansible.AnsibleSettings;
import io.promansible.ansible.HostPattern;
import io.promansible.ansible.Mitogen;
import io.promansible.database.Database;
import io.promansible.database.DatabaseDiskSync;
import io.promansible.database.DiskSync;
import io.promansible.disk.DataFolder;
import io.promansible.inventory.InventorySettings;
import io.promansible.inventory.InventorySource;
import io.promansible.inventory.LiveInventory;
import io.promansible.playbook.RoleCatalog;
import io.promansible.stored.StoredInventoryRepository;
import io.promansible.stored.StoredSources;
import io.promansible.warm.WarmAnsible;
import io.prometheus.client.CollectorRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Beans made by hand: commands without a service make the same classes in their own way. */
@Factory
final class Beans {
  @Singleton
  TokenAuthenticator gate(
      Supplier<AccessSettings> settings, DataFolder data, LiveInventory inventory) {
    return new TokenAuthenticator(
        settings,
        () -> GeneratedToken.load(data.path()),
        name ->
            inventory.current().map(current -> current.inventory().hostsOf(name)).orElse(Set.of()));
  }

  @Singleton
  LiveInventory inventory(
      Supplier<InventorySettings> settings,
      InventorySource source,
      StoredInventoryRepository stored,
      DataFolder data,
      Clock clock,
      CollectorRegistry metrics) {
    return new LiveInventory(
        settings, new StoredSources(source, stored), data.path(), clock, metrics);
  }

  @Singleton
  InventorySource inventorySource(
      Supplier<AnsibleSettings> ansible, RoleCatalog catalog, DataFolder data) {
    return new AnsibleInventory(ansible, catalog.playbooks(), data.resolve("warm"));
  }

  @Singleton
  @Bean(preDestroy = "close")
  WarmAnsible warm(DataFolder data, Mitogen mitogen) {
    return new WarmAnsible(data.path(), mitogen);
  }

  @Singleton
  Mitogen mitogen() {
    return new Mitogen();
  }

  @Singleton
  HostPattern patterns(DataFolder data) {
    return new HostPattern(data.path());
  }

  @Singleton
  DiskSync durability(Database database, DataSource dataSource) {
    return DatabaseDiskSync.of(database, Schedulers.unwrapped(dataSource));
  }
}
