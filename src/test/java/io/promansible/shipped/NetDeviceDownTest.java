package io.promansible.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.RoleRun;
import io.promansible.kit.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pair of veth devices: what is one end's cable is the other end. */
class NetDeviceDownTest {
  // A name has at most 15 characters; the pid keeps two runs of the tests apart.
  private static final String ID = Long.toString(ProcessHandle.current().pid(), 36);
  private static final String DEVICE = "pmd" + ID;
  private static final String PEER = "pmp" + ID;

  @TempDir Path folder;

  @BeforeEach
  void plug() {
    Root.run("ip", "link", "add", DEVICE, "type", "veth", "peer", "name", PEER);
    Root.run("ip", "link", "set", PEER, "up");
  }

  @AfterEach
  void unplug() {
    Root.run("ip", "link", "del", DEVICE);
  }

  private RoleRun.Order order() {
    return RoleRun.of(folder, "handle_net_device_down")
        .with("handle_net_device_down_device", DEVICE);
  }

  private static String state() throws IOException {
    return Files.readString(Path.of("/sys/class/net", DEVICE, "operstate")).strip();
  }

  @Test
  void brings_up_what_was_set_down_and_then_leaves_it_alone() throws IOException {
    RoleRun first = order().run();
    assertThat(first.exit()).as(first.output()).isZero();
    assertThat(first.changed()).isEqualTo(1);
    assertThat(first.result().path("was_set_down").asBoolean()).isTrue();
    assertThat(first.result().path("after").asText()).isEqualTo("up");
    assertThat(state()).isEqualTo("up");

    RoleRun second = order().run();
    assertThat(second.exit()).as(second.output()).isZero();
    assertThat(second.changed()).isZero();
    assertThat(second.result().path("was_set_down").asBoolean()).isFalse();
  }

  @Test
  void check_mode_touches_nothing() throws IOException {
    RoleRun run = order().inCheckMode().run();
    assertThat(run.exit()).as(run.output()).isZero();
    assertThat(state()).isEqualTo("down");
    assertThat(run.result().path("was_set_down").asBoolean()).isTrue();
  }

  @Test
  void says_that_it_is_the_cable_where_it_is() {
    Root.run("ip", "link", "set", DEVICE, "up");
    Root.run("ip", "link", "set", PEER, "down");
    RoleRun run = order().with("handle_net_device_down_wait", 1).run();
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.changed()).isZero();
    assertThat(run.output()).contains("look at the cable");
    assertThat(run.result().path("after").asText()).isEqualTo("lowerlayerdown");
  }

  @Test
  void leaves_forbidden_devices_alone() throws IOException {
    RoleRun run = order().with("handle_net_device_down_forbid", java.util.List.of(DEVICE)).run();
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.output()).contains("it is left alone");
    assertThat(state()).isEqualTo("down");
  }

  @Test
  void wrong_arguments_are_refused_by_name() {
    RoleRun run = order().with("handle_net_device_down_manager", "magic").run();
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.output())
        .contains("value of handle_net_device_down_manager must be one of")
        .contains("magic");
    RoleRun missing = RoleRun.of(folder, "handle_net_device_down").run();
    assertThat(missing.output())
        .contains("missing required arguments: handle_net_device_down_device");
    RoleRun gone = order().with("handle_net_device_down_device", "nowhere0").run();
    assertThat(gone.output()).contains("There is no network device nowhere0");
  }
}
