package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Background;
import io.promansible.kit.Caller;
import io.promansible.kit.Monitoring;
import io.promansible.kit.Room;
import io.promansible.kit.Root;
import io.promansible.kit.Waiting;
import io.promansible.wiring.Service;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nothing in between: a real network device goes down, and the shipped rules, routes, role and a
 * handler of one line bring it up again.
 */
class NetDeviceJourneyTest {
  private static final String ID = Long.toString(ProcessHandle.current().pid(), 36);
  private static final String DEVICE = "pmj" + ID;
  // The other end goes down as well; by this name the rule leaves it out.
  private static final String PEER = "veth" + ID;

  @TempDir Path folder;
  private final int node = Background.freePort();
  private final int alertmanager = Background.freePort();
  private final int prometheus = Background.freePort();

  private static String shipped(String file) throws IOException {
    return Files.readString(Path.of(file));
  }

  private Room room() {
    return new Room(folder)
        .write(
            "hosts.yml",
            "web: {hosts: {web1: {ansible_host: 127.0.0.1, ansible_connection: local, ansible_become: %s}}}"
                .formatted(!Root.is()))
        .configure(
            """
            alertmanager: {url: "http://127.0.0.1:%d", poll: 1s}
            handlers:
              - {name: net, roles: [handle_net_device_down], mode: auto, verify: {within: 30s, hold: 2s}}
            """
                .formatted(alertmanager));
  }

  private void monitoring(Room room, int own) throws IOException {
    room.write(
        "node.yml", shipped("prometheus/rules/node.yml").replaceAll("\\bfor: \\d+m", "for: 1s"));
    room.write(
        "prometheus.yml",
        """
        global: {scrape_interval: 1s, evaluation_interval: 1s}
        rule_files: [node.yml]
        alerting: {alertmanagers: [{static_configs: [{targets: ["127.0.0.1:%d"]}]}]}
        scrape_configs:
          - job_name: node
            http_sd_configs: [{url: "http://127.0.0.1:%d/api/v1/inventory/targets?port=%d", refresh_interval: 1s}]
            relabel_configs: [{source_labels: [inventory_hostname], target_label: instance}]
        """
            .formatted(alertmanager, own, node));
    room.write(
        "alertmanager.yml",
        shipped("alertmanager/alertmanager.yml")
            .replace("127.0.0.1:9595", "127.0.0.1:" + own)
            .replace("group_interval: 30s", "group_interval: 1s"));
  }

  private Optional<JsonNode> up(Caller ask) {
    String query = "node_network_up{device=\"%s\",instance=\"web1\"} == 1".formatted(DEVICE);
    return ask.get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
        .path("data")
        .path("result")
        .valueStream()
        .findFirst();
  }

  @Test
  void a_device_that_was_set_down_is_up_again_and_the_alert_proves_it() throws IOException {
    Root.run("ip", "link", "add", DEVICE, "type", "veth", "peer", "name", PEER);
    Root.run("ip", "link", "set", PEER, "up");
    Root.run("ip", "link", "set", DEVICE, "up");
    Room room = room();
    // The shipped roles, as they are.
    Root.run(
        "cp",
        "-r",
        "playbooks/alert/roles/handle_net_device_down",
        room.file("playbooks/alert/roles/").toString());
    try (var _ = room;
        Service service = Service.start(room.file("promansible.yml"), Map.of());
        Caller call = new Caller(service.url())) {
      monitoring(room, service.url().getPort());
      try (var _ =
              Background.start(
                  room.file("node.log"),
                  "prometheus-node-exporter",
                  // A scrape that takes longer than its interval would look like a device that is
                  // gone.
                  "--collector.disable-defaults",
                  "--collector.netclass",
                  "--web.listen-address=127.0.0.1:" + node);
          var _ = Monitoring.alertmanager(folder, room.file("alertmanager.yml"), alertmanager);
          var _ = Monitoring.prometheus(folder, room.file("prometheus.yml"), prometheus);
          Caller ask = new Caller(URI.create("http://127.0.0.1:" + prometheus))) {
        Waiting.untilGiven("the device seen up", () -> up(ask));
        Root.run("ip", "link", "set", DEVICE, "down");
        JsonNode remediation = call.finishedRemediation("net");
        assertThat(remediation.path("outcome").asText())
            .as(remediation.toString())
            .isEqualTo("fixed");
        assertThat(remediation.path("host").asText()).isEqualTo("web1");
        JsonNode run = call.finishedRun("net");
        assertThat(
                run.path("parameters").path("web1").path("handle_net_device_down_device").asText())
            .isEqualTo(DEVICE);
        JsonNode result = run.path("results").path("web1").path("handle_net_device_down");
        assertThat(result.path("was_set_down").asBoolean()).isTrue();
        assertThat(result.path("after").asText()).isEqualTo("up");
        assertThat(up(ask)).isPresent();
      }
    } finally {
      Root.run("ip", "link", "del", DEVICE);
    }
  }
}
