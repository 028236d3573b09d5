package io.promansible.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Programs;
import io.promansible.kit.RoleRun;
import io.promansible.kit.Root;
import io.promansible.kit.StandInService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Connections that do not work. No VPN server stands here: stand-ins of the services and programs
 * write down what is asked of them, and bring up a real network device.
 */
class RestartVpnTest {
  private static final String DEVICE = "pmv" + ProcessHandle.current().pid() % 100_000;
  private static final String LIFE =
      "ip link add %1$s type veth peer name %1$sp && ip address add 198.18.1.1/30 dev %1$s"
          .formatted(DEVICE);

  @TempDir Path folder;
  private Path programs;
  private Path calls;

  @BeforeEach
  void furnish() throws IOException {
    programs = Files.createDirectory(folder.resolve("programs"));
    calls = folder.resolve("calls");
    Files.writeString(calls, "");
  }

  @AfterEach
  void down() {
    Programs.attempt(List.of("sudo", "-n", "ip", "link", "delete", DEVICE), Map.of());
    Programs.attempt(List.of("ip", "link", "delete", DEVICE), Map.of());
  }

  private void program(String name, String more) throws IOException {
    Path file = programs.resolve(name);
    Files.writeString(file, "#!/bin/sh\necho %s $* >> %s\n%s\n".formatted(name, calls, more));
    Root.run("chmod", "755", file.toString());
  }

  private List<String> calls() throws IOException {
    return Files.readAllLines(calls);
  }

  @Test
  void l2tp_is_restarted_in_the_order_that_it_needs_and_only_when_it_is_broken()
      throws IOException {
    program("xl2tpd-control", LIFE);
    String suffix = "-" + ProcessHandle.current().pid();
    try (var _ = standIn("pm-ipsec" + suffix);
        var _ = standIn("pm-l2tp" + suffix)) {
      RoleRun.Order order =
          RoleRun.of(folder, "restart_l2tp_vpn")
              .with("restart_l2tp_vpn_ipsec_service", "pm-ipsec" + suffix)
              .with("restart_l2tp_vpn_l2tp_service", "pm-l2tp" + suffix)
              .with("restart_l2tp_vpn_connection", "office")
              .with("restart_l2tp_vpn_interface", DEVICE)
              .with("restart_l2tp_vpn_wait", 5)
              .before(programs);
      RoleRun check = order.inCheckMode().run();
      assertThat(check.exit()).as(check.output()).isZero();
      assertThat(calls()).isEmpty();
      RoleRun first = order.run();
      assertThat(first.exit()).as(first.output()).isZero();
      assertThat(first.result().path("was_up").asBoolean(true)).isFalse();
      assertThat(first.result().path("is_up").asBoolean()).isTrue();
      assertThat(calls()).last().isEqualTo("xl2tpd-control connect-lac office");
      assertThat(calls().indexOf("pm-ipsec" + suffix + " start"))
          .isGreaterThanOrEqualTo(0)
          .isLessThan(calls().lastIndexOf("pm-l2tp" + suffix + " start"));
      int before = calls().size();
      RoleRun second = order.run();
      assertThat(second.changed()).as(second.output()).isZero();
      assertThat(calls()).hasSize(before);
    }
  }

  private StandInService standIn(String name) {
    return new StandInService(
        folder,
        name,
        "echo %s start >> %s".formatted(name, calls),
        "echo %s stop >> %s".formatted(name, calls));
  }

  @Test
  void pptp_is_dialled_anew_and_fails_with_words_when_that_does_not_help() throws IOException {
    program("poff", "exit 1");
    program("pon", LIFE);
    RoleRun.Order order =
        RoleRun.of(folder, "restart_pptp_vpn")
            .with("restart_pptp_vpn_connection", "office")
            .with("restart_pptp_vpn_interface", DEVICE)
            .with("restart_pptp_vpn_wait", 3)
            .before(programs);
    RoleRun first = order.run();
    assertThat(first.exit()).as(first.output()).isZero();
    assertThat(calls()).containsExactly("poff office", "pon office");
    assertThat(order.run().changed()).isZero();
    RoleRun forced = order.with("restart_pptp_vpn_force", true).run();
    assertThat(forced.changed()).isGreaterThan(0);
    program("pon", "");
    down();
    RoleRun vain = order.run();
    assertThat(vain.exit()).isEqualTo(2);
    assertThat(vain.output()).contains(DEVICE + " does not work after the restart");
    RoleRun silent =
        order
            .with("restart_pptp_vpn_interface", "lo")
            .with("restart_pptp_vpn_peer", "127.0.0.1")
            .run();
    assertThat(silent.changed()).isZero();
    assertThat(silent.result().path("is_up").asBoolean()).isTrue();
  }
}
