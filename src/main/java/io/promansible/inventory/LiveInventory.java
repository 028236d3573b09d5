package io.promansible.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.promansible.fault.WorldFault;
import io.promansible.settings.Durations;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Gauge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The inventory in force. A source that breaks leaves the last good one in force and is said in the
 * log, in {@code /-/ready} and in metrics.
 *
 * <p>The last good one is kept in the data folder too: a restart while a cloud plugin is down still
 * knows the hosts.
 */
public final class LiveInventory {
  /** What is in force, with its index. */
  public record Current(ServedInventory served, HostResolver resolver) {
    /** The hosts. */
    public Inventory inventory() {
      return served.inventory();
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(LiveInventory.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Supplier<InventorySettings> settings;
  private final InventorySource source;
  private final Path cache;
  private final Clock clock;
  private final Gauge hostCount;
  private final Gauge importedAt;
  private final Gauge refreshGood;
  private volatile @Nullable Current current;
  private volatile Optional<String> trouble = Optional.empty();

  /** Reads nothing yet. */
  public LiveInventory(
      Supplier<InventorySettings> settings,
      InventorySource source,
      Path data,
      Clock clock,
      CollectorRegistry metrics) {
    this.settings = settings;
    this.source = source;
    this.cache = data.resolve("inventory.json");
    this.clock = clock;
    this.hostCount =
        Gauge.build("promansible_inventory_hosts", "Hosts of the inventory in force.")
            .register(metrics);
    this.importedAt =
        Gauge.build(
                "promansible_inventory_import_timestamp_seconds",
                "When the inventory in force was read from its sources.")
            .register(metrics);
    this.refreshGood =
        Gauge.build(
                "promansible_inventory_last_refresh_successful",
                "Whether the last reading of the inventory sources worked (1) or the last good one stays in force (0).")
            .register(metrics);
  }

  /** The one in force; empty until the first reading worked. */
  public Optional<Current> current() {
    return Optional.ofNullable(current);
  }

  /** The one in force, or the fault that there is none. */
  public Current get() {
    return current()
        .orElseThrow(() ->
            new WorldFault(
                "the inventory has not been read yet: "
                    + trouble.orElse("it is being read now; try again")));
  }

  /** What is wrong with the sources; empty when the last reading worked. */
  public Optional<String> trouble() {
    return trouble;
  }

  /** Puts the one of the last run in force, if its sources were the same; quick. */
  public synchronized void recall() {
    try {
      JsonNode kept = JSON.readTree(Files.readAllBytes(cache));
      if (kept.path("sources").equals(JSON.valueToTree(settings.get().sources()))) {
        putInForce(kept.path("list"), Instant.parse(kept.path("importedAt").asText()));
      }
    } catch (IOException | DateTimeException e) {
      LOG.debug("no inventory of an earlier run: {}", e.toString());
    }
  }

  /** Reads the sources; on failure the one in force stays. Returns whether it worked. */
  public synchronized boolean refresh() {
    InventorySettings now = settings.get();
    try {
      JsonNode list = source.list(now.sources());
      putInForce(list, clock.instant());
      keep(now, list);
      if (trouble.isPresent()) {
        LOG.info("the inventory can be read again");
      }
      trouble = Optional.empty();
      refreshGood.set(1);
      return true;
    } catch (WorldFault e) {
      if (!trouble.equals(Optional.of(String.valueOf(e.getMessage())))) {
        LOG.warn(
            "{}; the last good inventory, if there was one, stays in force; it is tried again every {}",
            e.getMessage(),
            Durations.format(now.refresh()));
      }
      trouble = Optional.of(String.valueOf(e.getMessage()));
      refreshGood.set(0);
      return false;
    }
  }

  private void putInForce(JsonNode list, Instant at) {
    Current before = current;
    if (before == null || !before.inventory().tree().equals(list)) {
      Inventory inventory = Inventory.of(list, at);
      current = new Current(new ServedInventory(inventory), new HostResolver(inventory));
      LOG.info(
          "inventory: {} hosts in {} groups", inventory.hosts().size(), inventory.groups().size());
      hostCount.set(inventory.hosts().size());
    }
    importedAt.set(at.toEpochMilli() / 1000.0);
  }

  private void keep(InventorySettings now, JsonNode list) {
    try {
      var kept = JSON.createObjectNode();
      kept.set("sources", JSON.valueToTree(now.sources()));
      kept.put("importedAt", clock.instant().toString());
      kept.set("list", list);
      Path fresh = cache.resolveSibling("inventory.json.new");
      Files.deleteIfExists(fresh);
      Files.createFile(
          fresh,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(fresh, JSON.writeValueAsBytes(kept));
      Files.move(fresh, cache, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn(
          "cannot keep the inventory in {} ({}); a restart will read the sources first",
          cache,
          e.toString());
    }
  }
}
