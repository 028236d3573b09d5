package io.promansible.inventory;

import io.promansible.fault.WorldFault;
import io.promansible.settings.Durations;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The inventory in force. When a source breaks, the last good inventory stays in force; the log,
 * {@code /-/ready} and metrics say so.
 *
 * <p>The last good inventory is also kept in the data folder, so that a service that starts while a
 * cloud plugin is down knows the hosts.
 */
public final class LiveInventory {
  /**
   * The inventory in force, with what was made from it.
   *
   * @param prepared its files for plays
   * @param sources the sources that it was read from
   */
  public record Current(
      ServedInventory served,
      HostResolver resolver,
      PreparedInventory prepared,
      List<String> sources) {
    public Current {
      sources = List.copyOf(sources);
    }

    /** The unmasked inventory. */
    public Inventory inventory() {
      return served.inventory();
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(LiveInventory.class);
  private static final int SHOWN = 10;
  private static final Duration SOON = Duration.ofMinutes(1);

  private final Supplier<InventorySettings> settings;
  private final InventorySource source;
  private final InventoryCache cache;
  private final Path prepared;
  private final Clock clock;
  private final InventoryMetrics metrics;
  private volatile @Nullable Current current;
  private volatile Optional<String> trouble = Optional.empty();
  private volatile String warnings = "";

  public LiveInventory(
      Supplier<InventorySettings> settings,
      InventorySource source,
      Path data,
      Clock clock,
      CollectorRegistry metrics) {
    this.settings = settings;
    this.source = source;
    this.cache = new InventoryCache(data.resolve("inventory.json"));
    this.prepared = data.resolve("inventory");
    this.clock = clock;
    this.metrics = new InventoryMetrics(metrics);
  }

  /** The inventory in force; empty until the first reading worked. */
  public Optional<Current> current() {
    return Optional.ofNullable(current);
  }

  /** The inventory in force; throws a {@link WorldFault} while there is none. */
  public Current get() {
    return current()
        .orElseThrow(() ->
            new WorldFault(
                "the inventory has not been read yet: "
                    + trouble.orElse("it is being read now; try again")));
  }

  /**
   * What is wrong with the sources; empty when the last reading worked and every host can be used.
   */
  public Optional<String> trouble() {
    return trouble.or(() -> current().flatMap(now -> leftOut(now.inventory().unusable())));
  }

  private static Optional<String> leftOut(Map<String, String> unusable) {
    return unusable.entrySet().stream()
        .findFirst()
        .map(first ->
            "%d host(s) of the inventory cannot be used; rename them; the first is '%s': %s"
                .formatted(unusable.size(), first.getKey(), first.getValue()));
  }

  /** The warnings of the sources or of Ansible at the last reading that worked. */
  public String warnings() {
    return warnings;
  }

  /** Which variables are secrets by their names. */
  public SecretNames secretNames() {
    return settings.get().names();
  }

  /** Puts the kept inventory in force, if it is of the same sources; does not start Ansible. */
  public synchronized void recall() {
    List<String> sources = settings.get().sources();
    try {
      // The secrets of earlier inventories are masked, too: the cache does not have them.
      Optional<InventoryCache.Kept> kept = cache.of(sources);
      if (kept.isPresent()) {
        putInForce(
            new InventoryReading(kept.get().reading(), PreparedInventory.secrets(prepared), ""),
            sources,
            kept.get().importedAt());
      }
    } catch (IOException | WorldFault e) {
      LOG.debug("no inventory of an earlier run: {}", e.toString());
    }
  }

  /** Reads the sources; if that fails, the inventory stays as it is. Returns whether it worked. */
  public boolean refresh() {
    return refresh(false);
  }

  /**
   * Reads the sources, like {@link #refresh()}.
   *
   * @param acceptShrink whether to accept a reading that lacks many hosts, as a person says so
   */
  public synchronized boolean refresh(boolean acceptShrink) {
    InventorySettings now = settings.get();
    try {
      InventoryReading reading = source.read(now.sources());
      if (!acceptShrink) {
        current()
            .filter(before -> before.sources().equals(now.sources()))
            .flatMap(before -> Shrinking.fault(before.inventory(), reading, now.shrinkMax()))
            .ifPresent(why -> {
              throw new WorldFault(why);
            });
      }
      putInForce(reading, now.sources(), clock.instant());
      cache.keep(now.sources(), reading, clock.instant());
      if (trouble.isPresent()) {
        LOG.info("the inventory can be read again");
      }
      warn(reading.warnings());
      trouble = Optional.empty();
      metrics.refreshed(true);
      return true;
    } catch (WorldFault e) {
      if (!trouble.equals(Optional.of(String.valueOf(e.getMessage())))) {
        LOG.warn(
            "{}; the last good inventory, if there was one, stays in force; it is tried again in {}",
            e.getMessage(),
            Durations.format(soon(now)));
      }
      trouble = Optional.of(String.valueOf(e.getMessage()));
      metrics.refreshed(false);
      return false;
    }
  }

  /** How long to wait for the next reading: not the whole interval after one that failed. */
  public Duration pause() {
    InventorySettings now = settings.get();
    return trouble.isPresent() ? soon(now) : now.refresh();
  }

  private static Duration soon(InventorySettings now) {
    return now.refresh().compareTo(SOON) < 0 ? now.refresh() : SOON;
  }

  private void warn(String said) {
    if (!said.isEmpty() && !said.equals(warnings)) {
      LOG.warn("reading the inventory sources: {}", said);
    }
    warnings = said;
  }

  private void putInForce(InventoryReading reading, List<String> sources, Instant at) {
    Current before = current;
    SecretNames names = secretNames();
    if (before == null
        || !before.inventory().isOf(reading)
        || !before.served().names().equals(names)) {
      Inventory inventory = Inventory.of(reading, at);
      if (before != null) {
        before.prepared().retire(clock.instant());
      }
      current =
          new Current(
              new ServedInventory(inventory, names),
              new HostResolver(inventory),
              PreparedInventory.write(prepared, inventory, names, at),
              sources);
      LOG.info(
          "inventory: {} hosts in {} groups", inventory.hosts().size(), inventory.groups().size());
      Map<String, String> unresolved = inventory.unresolved();
      unresolved.entrySet().stream()
          .limit(SHOWN)
          .forEach(e -> LOG.warn("host {} of the inventory: {}", e.getKey(), e.getValue()));
      if (unresolved.size() > SHOWN) {
        LOG.warn("and {} more hosts like these", unresolved.size() - SHOWN);
      }
      metrics.inForce(inventory.hosts().size());
    } else if (!before.sources().equals(sources)) {
      current = new Current(before.served(), before.resolver(), before.prepared(), sources);
    }
    metrics.importedAt(at);
  }
}
