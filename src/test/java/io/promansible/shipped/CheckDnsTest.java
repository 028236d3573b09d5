package io.promansible.shipped;

import static io.promansible.shipped.Checks.failedWith;
import static io.promansible.shipped.Checks.good;
import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Background;
import io.promansible.kit.Programs;
import io.promansible.kit.RoleRun;
import io.promansible.kit.Waiting;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks of names against a real dnsmasq. */
class CheckDnsTest {
  @TempDir Path folder;

  /** A resolver that knows web1.test and db1.test. */
  private Background resolver(int port) {
    Background dnsmasq =
        Background.start(
            folder.resolve("dnsmasq.log"),
            "/usr/sbin/dnsmasq",
            "--no-daemon",
            "--no-resolv",
            "--no-hosts",
            "--conf-file=/dev/null",
            "--listen-address=127.0.0.1",
            "--bind-interfaces",
            "--port=" + port,
            "--address=/web1.test/10.0.0.1",
            "--address=/db1.test/10.0.0.2");
    Waiting.until(
        "the resolver",
        () ->
            Programs.attempt(
                        List.of(
                            "dig",
                            "+time=1",
                            "+tries=1",
                            "-p",
                            "" + port,
                            "@127.0.0.1",
                            "web1.test"),
                        Map.of())
                    .exit()
                == 0);
    return dnsmasq;
  }

  @Test
  void check_dns_tells_which_name_is_wrong_where() {
    int port = Background.freePort();
    try (var _ = resolver(port)) {
      RoleRun.Order order =
          RoleRun.of(folder, "check_dns")
              .with("check_dns_resolvers", List.of("127.0.0.1"))
              .with("check_dns_port", port);
      RoleRun fine =
          order
              .with("check_dns_names", List.of("web1.test", "db1.test"))
              .with("check_dns_expect", Map.of("web1.test", List.of("10.0.0.1")))
              .run();
      good(fine);
      assertThat(fine.result().path("found")).hasSize(2);
      assertThat(fine.result().path("found").get(0).path("answers").get(0).asText())
          .isEqualTo("10.0.0.1");
      good(order.with("check_dns_names", List.of("web1.test")).inCheckMode().run());
      failedWith(
          order
              .with("check_dns_names", List.of("web1.test", "db1.test"))
              .with("check_dns_expect", Map.of("db1.test", List.of("10.0.0.9")))
              .run(),
          "db1.test: answers 10.0.0.2, not 10.0.0.9");
      failedWith(order.with("check_dns_names", List.of("nobody.test")).run(), "nobody.test: ");
    }
    failedWith(
        RoleRun.of(folder, "check_dns")
            .with("check_dns_resolvers", List.of("127.0.0.1"))
            .with("check_dns_port", Background.freePort())
            .with("check_dns_names", List.of("web1.test"))
            .run(),
        "web1.test: no answer");
  }

  @Test
  void check_vpn_dns_asks_from_the_interface_and_finds_a_leak() {
    int inside = Background.freePort();
    int outside = Background.freePort();
    try (var _ = resolver(inside)) {
      RoleRun.Order order =
          RoleRun.of(folder, "check_vpn_dns")
              .with("check_vpn_dns_interface", "lo")
              .with("check_vpn_dns_resolver", "127.0.0.1")
              .with("check_vpn_dns_port", inside)
              .with("check_vpn_dns_names", List.of("web1.test"));
      good(
          order
              .with("check_vpn_dns_leak_resolver", "127.0.0.1")
              .with("check_vpn_dns_leak_port", outside)
              .run());
      failedWith(
          order
              .with("check_vpn_dns_leak_resolver", "127.0.0.1")
              .with("check_vpn_dns_leak_port", inside)
              .run(),
          "known outside the VPN: web1.test");
      failedWith(order.with("check_vpn_dns_interface", "ppp77").run(), "ppp77 is not up");
      failedWith(
          order.with("check_vpn_dns_names", List.of("nobody.test")).run(),
          "no answer inside the VPN for nobody.test");
    }
  }
}
