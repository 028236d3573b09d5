package io.promansible.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.promansible.kit.Background;
import io.promansible.kit.Programs;
import io.promansible.kit.RoleRun;
import io.promansible.kit.Root;
import io.promansible.kit.Sshd;
import io.promansible.kit.StandInCloud;
import io.promansible.kit.StandInService;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An environment in a stand-in of a cloud. Its servers are addresses of this machine, reached by a
 * real ssh; a real haproxy balances by the file that was written, and the real keepalived checks
 * its own, but does not run.
 */
class ProvisionEnvironmentTest {
  private static final long PID = ProcessHandle.current().pid();
  private static final String DEVICE = "pml" + PID % 100_000;
  // Networks for benchmarks (RFC 2544), one for each run of the tests: another may be on, or may
  // have been killed before it took its device away.
  private static final String NET = "198.19.%d.".formatted(PID % 256);

  @TempDir Path folder;
  private final int port = Background.freePort();
  private final int serverPort = Background.freePort();
  private final String service = "pmlb" + port;
  private StandInCloud cloud;
  private Sshd sshd;
  private StandInService haproxy;
  private StandInService keepalived;

  /** Keepalived takes no loopback. */
  @BeforeAll
  static void plug() {
    Root.run("ip", "link", "add", DEVICE, "type", "veth", "peer", "name", DEVICE + "p");
    Root.run("ip", "address", "add", NET + "1/24", "dev", DEVICE);
    Root.run("ip", "link", "set", DEVICE, "up");
  }

  @AfterAll
  static void unplug() {
    Root.run("ip", "link", "delete", DEVICE);
  }

  @BeforeEach
  void open() throws IOException {
    Root.run("chmod", "755", folder.toString());
    cloud = new StandInCloud();
    sshd = new Sshd(folder.resolve("sshd"), "127.0.1.3", "127.0.1.4", "127.0.1.5", "127.0.1.6");
    Path file = folder.resolve("haproxy.cfg");
    Path pid = folder.resolve("haproxy.pid");
    haproxy =
        new StandInService(
            folder,
            service + "h",
            "haproxy -D -f %s -p %s".formatted(file, pid),
            "[ ! -f %1$s ] || { kill $(cat %1$s); rm %1$s; }".formatted(pid),
            "[ -f %s ]".formatted(pid));
    Path runs = folder.resolve("keepalived.runs");
    keepalived =
        new StandInService(
            folder, service + "k", "echo start >> " + runs, "true", "[ -f %s ]".formatted(runs));
  }

  @AfterEach
  void close() {
    haproxy.close();
    keepalived.close();
    sshd.close();
    cloud.close();
  }

  private RoleRun.Order order() {
    return sshd.loggingIn(cloud.let(RoleRun.of(folder, "provision_environment")))
        .with("provision_environment_app", "shop")
        .with("provision_environment_environment", "staging")
        .with("provision_environment_image", "image-1")
        .with("provision_environment_size", "small")
        .with("provision_environment_balancer_size", "tiny")
        .with("provision_environment_port", port)
        .with("provision_environment_server_port", serverPort)
        .with("provision_environment_roles", List.of(RoleRun.marks(folder)))
        .with("provision_environment_virtual_address", "127.0.1.50")
        .with("load_balancer_interface", DEVICE)
        .with("load_balancer_install", false)
        .with("load_balancer_haproxy_file", folder.resolve("haproxy.cfg").toString())
        .with("load_balancer_haproxy_service", service + "h")
        .with("load_balancer_keepalived_file", folder + "/{{ load_balancer_name }}.keepalived.conf")
        .with("load_balancer_keepalived_service", service + "k");
  }

  private HttpServer application(String address) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(address, serverPort), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = address.getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private Set<String> whoAnswers() {
    Set<String> all = new TreeSet<>();
    for (int i = 0; i < 6; i++) {
      all.add(Programs.run(List.of("curl", "-sS", "http://127.0.0.1:" + port + "/")));
    }
    return all;
  }

  @Test
  void an_environment_comes_grows_shrinks_and_goes() throws IOException {
    // Somebody else's server of such a name is left alone, whatever happens.
    cloud.put("shop-staging-app7");
    // This one is ours, of a time when there were more.
    cloud.put("shop-staging-app3").withObject("/metadata").put("promansible", "shop/staging");
    HttpServer one = application("127.0.1.5");
    HttpServer two = application("127.0.1.6");
    try {
      RoleRun look = order().inCheckMode().run();
      assertThat(look.exit()).as(look.output()).isZero();
      assertThat(look.changed()).isEqualTo(5);
      assertThat(cloud.changes()).isEmpty();

      RoleRun first = order().run();
      assertThat(first.exit()).as(first.output()).isZero();
      assertThat(first.output()).doesNotContain(StandInCloud.SECRET);
      assertThat(cloud.changes())
          .containsExactly(
              "create shop-staging-lb1",
              "create shop-staging-lb2",
              "create shop-staging-app1",
              "create shop-staging-app2",
              "delete shop-staging-app3");
      assertThat(first.result().path("removed").get(0).asText()).isEqualTo("shop-staging-app3");
      assertThat(size("shop-staging-lb1")).isEqualTo("tiny");
      assertThat(size("shop-staging-app1")).isEqualTo("small");
      assertThat(first.result().path("addresses").path("shop-staging-app2").asText())
          .isEqualTo("127.0.1.6");
      // The role and its handler acted on each server.
      for (String file : List.of("marked", "handled")) {
        assertThat(Files.readAllLines(folder.resolve(file)))
            .extracting(line -> line.split(" ", -1)[2])
            .containsExactly("127.0.1.5", "127.0.1.6");
      }
      assertThat(whoAnswers()).containsExactly("127.0.1.5", "127.0.1.6");
      assertThat(folder.resolve("shop-staging-lb2.keepalived.conf"))
          .content()
          .contains("unicast_src_ip 127.0.1.4", "priority 100", "interface " + DEVICE)
          .containsPattern("unicast_peer \\{\\s+127\\.0\\.1\\.3\\s+}");

      // Half a minute, for what the parts show by themselves: only by bin/test --long.
      if (Boolean.getBoolean("promansible.long")) {
        RoleRun again = order().with("provision_environment_roles", List.of()).run();
        assertThat(again.exit()).as(again.output()).isZero();
        assertThat(again.changed()).as(again.output()).isZero();
      }

      RoleRun gone = order().with("provision_environment_state", "absent").run();
      assertThat(gone.exit()).as(gone.output()).isZero();
      assertThat(cloud.names()).containsExactly("shop-staging-app7");
    } finally {
      one.stop(0);
      two.stop(0);
    }
  }

  private String size(String name) {
    return cloud.server(name).orElseThrow().path("flavor").path("id").asText();
  }

  @Test
  void what_cannot_be_is_refused_before_a_server_is_asked_for() {
    RoleRun many = order().with("provision_environment_servers", 2000).run();
    assertThat(many.exit()).isEqualTo(2);
    assertThat(many.output()).contains("there are 1 to 20 servers (2000)");
    RoleRun name = order().with("provision_environment_app", "Shop one").run();
    assertThat(name.exit()).isEqualTo(2);
    assertThat(name.output()).contains("('Shop one', 'staging')");
    String depends = RoleRun.role(folder, "depends", "[]", "[marks]");
    RoleRun roles = order().with("provision_environment_roles", List.of(depends)).run();
    assertThat(roles.output()).contains("it has dependencies");
    assertThat(cloud.changes()).isEmpty();
  }

  @Test
  void a_configuration_that_haproxy_or_keepalived_refuses_does_not_replace_what_is_there()
      throws IOException {
    Path file = folder.resolve("haproxy.cfg");
    RoleRun.Order order =
        RoleRun.of(folder, "load_balancer")
            .with("load_balancer_install", false)
            .with("load_balancer_name", "lb1")
            .with("load_balancer_address", "127.0.1.1")
            .with("load_balancer_peers", List.of("127.0.1.2"))
            .with("load_balancer_port", port)
            .with("load_balancer_servers", List.of(Map.of("name", "a", "address", "127.0.1.5")))
            .with("load_balancer_haproxy_file", file.toString())
            .with("load_balancer_haproxy_service", service + "h")
            .with("load_balancer_keepalived_file", folder.resolve("keepalived.conf").toString())
            .with("load_balancer_keepalived_service", service + "k");
    RoleRun.Order pair =
        order
            .with("load_balancer_virtual_address", NET + "50")
            .with("load_balancer_peers", List.of(NET + "2"));
    RoleRun lo = pair.with("load_balancer_interface", "lo").run();
    assertThat(lo.exit()).isEqualTo(2);
    assertThat(lo.output()).contains("cannot use a loopback interface");
    assertThat(folder.resolve("keepalived.conf")).doesNotExist();
    assertThat(pair.run().exit()).isZero();
    assertThat(pair.run().changed()).isZero();
    // The device that leads to the peer.
    assertThat(folder.resolve("keepalived.conf")).content().contains("interface " + DEVICE);
    String before = Files.readString(file);
    RoleRun taken = order.with("load_balancer_port", 99_999).run();
    assertThat(taken.exit()).isEqualTo(2);
    assertThat(taken.output()).contains("failed to validate");
    assertThat(file).hasContent(before);
    RoleRun injected =
        order
            .with(
                "load_balancer_servers",
                List.of(Map.of("name", "a\n    stats enable", "address", "127.0.1.5")))
            .run();
    assertThat(injected.output()).contains("is not as it must be");
    assertThat(file).hasContent(before);
  }
}
