package io.promansible.shipped;

import static io.promansible.shipped.Checks.failedWith;
import static io.promansible.shipped.Checks.good;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.promansible.kit.Background;
import io.promansible.kit.RoleRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks against real servers of this machine: an FTP server, iperf3, a web server. */
class CheckRolesTest {
  @TempDir Path folder;

  /** Says the same to whoever connects. */
  private static ServerSocket greeter(String greeting) throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
              socket.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
              // closed by the test, or by whoever connected
            }
          }
        });
    return server;
  }

  @Test
  void check_esxi_port_wants_the_greeting_of_vmware() throws IOException {
    try (ServerSocket esxi = greeter("220 VMware Authentication Daemon Version 1.10\r\n");
        ServerSocket other = greeter("SSH-2.0-other\r\n")) {
      RoleRun.Order order =
          RoleRun.of(folder, "check_ESXi_port").with("check_esxi_port_timeout", 2);
      String banner = Integer.toString(esxi.getLocalPort());
      good(
          order
              .with("check_esxi_port_ports", List.of(esxi.getLocalPort(), other.getLocalPort()))
              .with("check_esxi_port_banners", Map.of(banner, "^220"))
              .run());
      RoleRun wrong =
          order
              .with("check_esxi_port_ports", List.of(other.getLocalPort()))
              .with("check_esxi_port_banners", Map.of("" + other.getLocalPort(), "^220"))
              .run();
      failedWith(wrong, "Timeout");
      int closed = Background.freePort();
      RoleRun none = order.with("check_esxi_port_ports", List.of(closed)).run();
      failedWith(none, "Timeout");
      assertThat(none.result().path("closed").get(0).asInt()).isEqualTo(closed);
    }
  }

  @Test
  void check_ftp_connect_logs_in_and_hides_the_password() throws IOException {
    int port = Background.freePort();
    Path files = Files.createDirectory(folder.resolve("files"));
    Files.writeString(files.resolve("one"), "");
    String password = "s3cr3t\"quoted\\";
    Files.writeString(
        folder.resolve("ftp.py"),
        """
        from pyftpdlib.authorizers import DummyAuthorizer
        from pyftpdlib.handlers import FTPHandler
        from pyftpdlib.servers import FTPServer
        authorizer = DummyAuthorizer()
        authorizer.add_user("ann", %s, "%s")
        FTPHandler.authorizer = authorizer
        FTPServer(("127.0.0.1", %d), FTPHandler).serve_forever()
        """
            .formatted("'s3cr3t\"quoted\\\\'", files, port));
    try (var _ =
        Background.start(
            folder.resolve("ftp.log"), "/usr/bin/python3", folder.resolve("ftp.py").toString())) {
      Background.awaitPort(port);
      RoleRun.Order order =
          RoleRun.of(folder, "check_ftp_connect")
              .with("check_ftp_connect_server", "127.0.0.1")
              .with("check_ftp_connect_port", port)
              .with("check_ftp_connect_user", "ann")
              .with("check_ftp_connect_timeout", 5);
      RoleRun fine = order.with("check_ftp_connect_password", password).run();
      good(fine);
      assertThat(fine.result().path("entries").asInt()).isEqualTo(1);
      assertThat(fine.output()).doesNotContain("s3cr3t");
      failedWith(order.with("check_ftp_connect_password", "wrong").run(), "denied");
      // Behind the server's name it would name another server, which would be told the password.
      RoleRun elsewhere = order.with("check_ftp_connect_path", "@127.0.0.1:1/").run();
      assertThat(elsewhere.failed()).isEqualTo(1);
      assertThat(elsewhere.output()).contains("must begin with a slash");
    }
    failedWith(
        RoleRun.of(folder, "check_ftp_connect")
            .with("check_ftp_connect_server", "127.0.0.1")
            .with("check_ftp_connect_port", Background.freePort())
            .with("check_ftp_connect_timeout", 1)
            .run(),
        "Timeout");
  }

  @Test
  void check_lan_speed_measures_and_judges() {
    int port = Background.freePort();
    RoleRun.Order order =
        RoleRun.of(folder, "check_LAN_speed")
            .with("check_lan_speed_server", "127.0.0.1")
            .with("check_lan_speed_port", port)
            .with("check_lan_speed_seconds", 1);
    failedWith(order.run(), "onnect");
    try (var _ =
        Background.start(
            folder.resolve("iperf.log"),
            "iperf3",
            "--server",
            "--bind",
            "127.0.0.1",
            "--port",
            "" + port)) {
      Background.awaitPort(port);
      RoleRun fine = order.with("check_lan_speed_min_mbit", 1).run();
      good(fine);
      assertThat(fine.result().path("mbit").asInt()).isGreaterThan(1);
      failedWith(
          order
              .with("check_lan_speed_direction", "from_server")
              .with("check_lan_speed_min_mbit", 100_000_000)
              .run(),
          "Mbit/s, and there must be 100000000");
    }
  }

  @Test
  void check_vpn_website_abroad_connect_judges_status_and_text() throws IOException {
    HttpServer web =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    web.createContext(
        "/",
        exchange -> {
          byte[] page = "you are in Norway\n".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(
              exchange.getRequestURI().getPath().equals("/gone") ? 410 : 200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    web.start();
    try {
      String url = "http://127.0.0.1:" + web.getAddress().getPort();
      String prefix = "check_vpn_website_abroad_connect_";
      RoleRun.Order order =
          RoleRun.of(folder, "check_vpn_website_abroad_connect")
              .with(prefix + "interface", "lo")
              .with(prefix + "text", "in (Norway|Sweden)");
      RoleRun fine = order.with(prefix + "url", url + "/").run();
      good(fine);
      assertThat(fine.result().path("status").asInt()).isEqualTo(200);
      failedWith(order.with(prefix + "url", url + "/gone").run(), "status 410");
      failedWith(
          order.with(prefix + "url", url + "/").with(prefix + "text", "Finland").run(),
          "does not contain Finland");
      failedWith(
          order.with(prefix + "url", url + "/").with(prefix + "interface", "ppp77").run(), "ppp77");
    } finally {
      web.stop(0);
    }
  }

  @Test
  void ping_and_gather_facts_answer() {
    good(RoleRun.of(folder, "ping").run());
    RoleRun facts = RoleRun.of(folder, "gather_facts").run();
    assertThat(facts.exit()).as(facts.output()).isZero();
    assertThat(facts.result().path("facts").asInt()).isGreaterThan(50);
    assertThat(
            RoleRun.of(folder, "gather_facts")
                .with("gather_facts_subset", List.of("!all"))
                .inCheckMode()
                .run()
                .exit())
        .isZero();
  }
}
