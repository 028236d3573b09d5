package io.promansible.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.promansible.kit.Background;
import io.promansible.kit.Programs;
import io.promansible.kit.RoleRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The power of a server is switched, where it may be and somebody said how. */
class ServerPowerTest extends ServerDownMachine {
  @Test
  void without_power_control_it_says_so() {
    RoleRun run = order().run();
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.changed()).isZero();
    assertThat(run.output()).contains("Nobody said how its power is switched");
    assertThat(run.result().path("ssh_is_up").asBoolean(true))
        .as("told though it failed")
        .isFalse();
    assertThat(run.result().path("exporter_was_up").asText()).isEqualTo("not asked");
  }

  /** A neighbour of the server: anything that listens. */
  private int witness() throws IOException {
    ServerSocket socket = new ServerSocket(0);
    open.add(socket);
    return socket.getLocalPort();
  }

  @Test
  void power_is_not_switched_where_it_may_be_our_own_network() throws IOException {
    RoleRun.Order order =
        order()
            .with(ROLE + "_power", "wol")
            .with(ROLE + "_mac", "02:00:00:00:00:01")
            .with(ROLE + "_boot_wait", 1)
            .before(standIn("wakeonlan", "sent"));
    assertThat(order.run().output()).contains("say by handle_server_down_witness");
    RoleRun silent =
        order
            .with(ROLE + "_witness", "127.0.0.1")
            .with(ROLE + "_witness_port", Background.freePort())
            .run();
    assertThat(silent.output()).contains("it may be our own network");
    assertThat(silent.result().path("power_switched").asBoolean(true)).isFalse();
    RoleRun unknown =
        order
            .with(ROLE + "_witness", "127.0.0.1")
            .with(ROLE + "_witness_port", witness())
            .with(ROLE + "_address", "no.such.name.invalid")
            .run();
    assertThat(unknown.output()).contains("means nothing on this machine");
    assertThat(folder.resolve("called")).doesNotExist();
  }

  /** A stub of a management board: DMTF's Redfish, as far as the role asks. */
  private HttpServer board(List<String> asked) throws IOException {
    HttpServer board =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    board.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          String path = exchange.getRequestURI().getPath();
          asked.add(exchange.getRequestMethod() + " " + path + " " + body.strip());
          String answer =
              path.endsWith("/Systems")
                  ? "{\"Members\": [{\"@odata.id\": \"/redfish/v1/Systems/1\"}]}"
                  : "{\"PowerState\": \"Off\"}";
          boolean known =
              "Basic YWRtaW46czNjcmV0LXcwcmQ="
                  .equals(exchange.getRequestHeaders().getFirst("Authorization"));
          if (known && path.endsWith("Reset")) {
            startSshd();
          }
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(known ? 200 : 401, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    board.start();
    open.add(() -> board.stop(0));
    return board;
  }

  @Test
  void switches_the_power_by_redfish_and_waits_for_the_boot() throws IOException {
    exporter.start();
    List<String> asked = new CopyOnWriteArrayList<>();
    RoleRun.Order order =
        order()
            .with(ROLE + "_power", "redfish")
            .with(ROLE + "_witness", "127.0.0.1")
            .with(ROLE + "_witness_port", witness())
            .with(ROLE + "_bmc", "http://127.0.0.1:" + board(asked).getAddress().getPort())
            .with(ROLE + "_bmc_username", "admin")
            .with(ROLE + "_bmc_password", "s3cret-w0rd")
            .with(ROLE + "_boot_wait", 20);
    RoleRun check = order.inCheckMode().run();
    assertThat(check.exit()).as(check.output()).isZero();
    assertThat(asked).noneMatch(call -> call.startsWith("POST"));

    RoleRun run = order.run();
    assertThat(run.exit()).as(run.output()).isZero();
    assertThat(asked)
        .anyMatch(call ->
            call.startsWith("POST /redfish/v1/Systems/1/Actions/ComputerSystem.Reset")
                && call.contains("\"ResetType\": \"On\""));
    assertThat(run.result().path("power_switched").asBoolean()).isTrue();
    assertThat(run.output()).doesNotContain("s3cret-w0rd");
  }

  /** A stand-in of a program that would reach for hardware: notes how it was called. */
  private Path standIn(String program, String prints) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path script =
        Files.writeString(
            bin.resolve(program),
            "#!/bin/sh\necho \"%s $* password=$IPMI_PASSWORD\" >> %s\necho '%s'\n"
                .formatted(program, folder.resolve("called"), prints));
    Programs.run(List.of("chmod", "755", script.toString()));
    return bin;
  }

  @Test
  void switches_the_power_by_ipmi_without_the_password_on_the_command_line() throws IOException {
    RoleRun run =
        order()
            .with(ROLE + "_power", "ipmi")
            .with(ROLE + "_witness", "127.0.0.1")
            .with(ROLE + "_witness_port", witness())
            .with(ROLE + "_bmc", "bmc1")
            .with(ROLE + "_bmc_username", "admin")
            .with(ROLE + "_bmc_password", "s3cret-w0rd")
            .with(ROLE + "_boot_wait", 1)
            .before(standIn("ipmitool", "Chassis Power is on"))
            .run();
    assertThat(folder.resolve("called"))
        .content()
        .contains("-H bmc1 -U admin -E chassis power status password=s3cret-w0rd")
        .contains("-H bmc1 -U admin -E chassis power cycle password=s3cret-w0rd");
    assertThat(run.exit()).as("it stays away").isEqualTo(2);
    assertThat(run.output())
        .contains("seconds after its power was switched by ipmi")
        .doesNotContain("s3cret-w0rd");
  }

  @Test
  void wakes_it_by_its_network_card() throws IOException {
    RoleRun run =
        order()
            .with(ROLE + "_power", "wol")
            .with(ROLE + "_witness", "127.0.0.1")
            .with(ROLE + "_witness_port", witness())
            .with(ROLE + "_mac", "02:00:00:00:00:01")
            .with(ROLE + "_boot_wait", 1)
            .before(standIn("wakeonlan", "sent"))
            .run();
    assertThat(run.exit()).isEqualTo(2);
    assertThat(folder.resolve("called")).content().contains("wakeonlan 02:00:00:00:00:01");
  }
}
