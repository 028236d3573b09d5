package io.promansible.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServicePropertiesTest {
  private static Map<String, Object> of(Path folder, String text) throws IOException {
    Files.createDirectories(folder.resolve("playbooks/alert/roles"));
    Files.copy(
        Path.of("playbooks/alert/alerthandler.yml"),
        folder.resolve("playbooks/alert/alerthandler.yml"));
    Path file = Files.writeString(folder.resolve("promansible.yml"), text);
    return ServiceProperties.of(Configuration.read(file, Map.of()));
  }

  /** A reload answers when the inventory has been read; its connection must not be cut before. */
  @Test
  void a_connection_outlives_the_longest_reading_of_an_inventory(@TempDir Path folder)
      throws IOException {
    Object idle =
        of(folder, "ansible: {inventory_timeout: 10m}\n").get("micronaut.server.idle-timeout");
    assertThat(Duration.parse("PT" + idle)).isGreaterThan(Duration.ofMinutes(10));
  }

  @Test
  void a_body_is_taken_up_to_the_limit_and_not_cut_before(@TempDir Path folder) throws IOException {
    Map<String, Object> properties = of(folder, "intake: {body_max: 64MiB}\n");
    assertThat(properties)
        .containsEntry("micronaut.server.max-request-size", 64L << 20)
        .containsEntry("micronaut.server.max-request-buffer-size", 64L << 20);
  }
}
