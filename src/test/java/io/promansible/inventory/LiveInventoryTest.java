package io.promansible.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.fault.WorldFault;
import io.promansible.kit.Room;
import io.prometheus.client.CollectorRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveInventoryTest {
  private final AtomicBoolean fails = new AtomicBoolean(true);

  private LiveInventory every(Duration refresh, Path data) {
    InventorySource source =
        sources -> {
          if (fails.get()) {
            throw new WorldFault("it took longer than 60 s");
          }
          return InventoryReading.ofList(
              Room.json("{\"_meta\": {\"hostvars\": {}}, \"all\": {\"hosts\": [\"web1\"]}}"));
        };
    return new LiveInventory(
        () -> new InventorySettings(List.of("./hosts.yml"), refresh, 0.2, List.of(), Set.of()),
        source,
        data,
        Clock.systemUTC(),
        new CollectorRegistry());
  }

  @Test
  void a_reading_that_failed_is_tried_again_soon_however_long_the_interval_is(@TempDir Path data) {
    LiveInventory inventory = every(Duration.ofHours(1), data);
    assertThat(inventory.refresh()).isFalse();
    assertThat(inventory.pause()).isEqualTo(Duration.ofMinutes(1));
    fails.set(false);
    assertThat(inventory.refresh()).isTrue();
    assertThat(inventory.pause()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void a_reading_that_failed_is_not_tried_later_than_the_interval_says(@TempDir Path data) {
    LiveInventory inventory = every(Duration.ofSeconds(5), data);
    assertThat(inventory.refresh()).isFalse();
    assertThat(inventory.pause()).isEqualTo(Duration.ofSeconds(5));
  }
}
