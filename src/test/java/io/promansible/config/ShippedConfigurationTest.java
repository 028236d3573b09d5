package io.promansible.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.handler.Handler;
import io.promansible.handler.Mode;
import io.promansible.label.Labels;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The configuration that is shipped. */
class ShippedConfigurationTest {
  @Test
  void the_shipped_configuration_is_good() {
    Configuration shipped = Configuration.read(Path.of("promansible.yml"), Map.of());
    assertThat(shipped.handlers().all())
        .allSatisfy(handler -> assertThat(handler.mode()).isEqualTo(Mode.OBSERVE));
    assertThat(shipped.warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "DiskWillFillIn4Hours, handle_DiskWillFillIn4Hours",
    "NodeFilesystemSpaceFillingUp, handle_DiskWillFillIn4Hours",
    "HostOutOfDiskSpace, handle_DiskWillFillIn4Hours",
    "cpu_threshold_exceeded, handle_cpu_threshold_exceeded",
    "NodeCPUHighUsage, handle_cpu_threshold_exceeded",
    "HostHighCpuLoad, handle_cpu_threshold_exceeded",
    "net_device_down, handle_net_device_down",
    "server_down, handle_server_down",
    "InstanceDown, handle_server_down",
    "TargetDown, handle_server_down",
    "HighErrorRate, handle_HighErrorRate",
    "ServiceDown, handle_service_down",
  })
  void the_rules_that_people_have_already_are_answered_and_only_observed(
      String alertname, String role) {
    Configuration shipped = Configuration.read(Path.of("promansible.yml"), Map.of());
    List<Handler> matching =
        shipped.handlers().matching(Labels.of(Map.of("alertname", alertname, "job", "node")));
    assertThat(matching)
        .singleElement()
        .satisfies(handler -> {
          assertThat(handler.roles()).containsExactly(role);
          assertThat(handler.mode()).isEqualTo(Mode.OBSERVE);
        });
    assertThat(
            shipped
                .handlers()
                .matching(Labels.of(Map.of("alertname", "InstanceDown", "job", "db"))))
        .as("not the host's own exporter")
        .isEmpty();
  }
}
