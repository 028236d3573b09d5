package io.promansible.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Background;
import io.promansible.kit.Monitoring;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real Ansible, Alertmanager and Prometheus. */
class DoctorTest {
  @TempDir Path folder;

  private List<String> examine(Room room, boolean ping) {
    List<Diagnosis> told = new ArrayList<>();
    Doctor.examine(
        new Doctor.Request(room.file("promansible.yml"), ping, Optional.empty()), told::add);
    return told.stream().map(d -> d.level() + " " + d.subject() + ": " + d.text()).toList();
  }

  private static String get(String url) {
    try (var body = URI.create(url).toURL().openStream()) {
      return new String(body.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void says_what_is_missing_and_what_to_do_about_it() {
    Room room =
        new Room(folder)
            .configure(
                """
                alertmanager: {url: "http://127.0.0.1:1", timeout: 1s}
                handlers:
                  - {name: n, roles: [needy], matchers: ['a="b"']}
                """)
            .role("needy", "[]")
            .write(
                "playbooks/alert/roles/needy/meta/promansible.yml",
                "requires: {ansible: \"9.1\", collections: [no.such], programs: [sh, no-such-program]}")
            .role("broken", "[]")
            .write("playbooks/alert/roles/broken/meta/argument_specs.yml", "a: [")
            .write(
                "hosts.yml",
                """
                web:
                  hosts:
                    web1: {ansible_connection: local, ansible_become: false}
                    gone: {ansible_host: 127.0.0.1, ansible_port: 1}
                """);
    assertThat(examine(room, true))
        .anyMatch(line ->
            line.matches("BAD ansible: role needy needs ansible-core 9.1 or newer, this is .*"))
        .contains(
            "BAD ansible: role needy needs the collection no.such: ansible-galaxy collection install no.such")
        .anyMatch(line -> line.startsWith("WARN roles: broken/meta/argument_specs.yml:1: not YAML"))
        .contains("WARN hosts: web1: no-such-program is missing, for needy")
        .anyMatch(
            line -> line.startsWith("BAD hosts: gone: ") && line.contains("Connection refused"))
        .contains("WARN hosts: 0 of 2 can be worked on and have what the roles need")
        .anyMatch(line ->
            line.startsWith("BAD alertmanager: Alertmanager at http://127.0.0.1:1 does not answer"))
        .anyMatch(line -> line.startsWith("WARN prometheus: prometheus.url is not set"));
  }

  @Test
  void a_faulty_configuration_is_the_first_thing_to_mend() {
    Room room = new Room(folder).configure("handlrs: []\n");
    assertThat(examine(room, false))
        .singleElement()
        .asString()
        .contains("BAD config", "promansible.yml:9", "did you mean 'handlers'?");
  }

  @Test
  void asks_the_real_alertmanager_and_the_real_prometheus() throws IOException {
    int alertmanager = Background.freePort();
    int prometheus = Background.freePort();
    Room room =
        new Room(folder)
            .configure(
                """
                alertmanager: {url: "http://127.0.0.1:%d"}
                prometheus: {url: "http://127.0.0.1:%d"}
                """
                    .formatted(alertmanager, prometheus));
    room.write(
        "alertmanager.yml",
        Files.readString(Path.of("alertmanager/alertmanager.yml"))
            .replace("max_alerts: 0", "max_alerts: 5"));
    room.write(
        "prometheus.yml",
        "scrape_configs: [{job_name: node, static_configs: [{targets: ['web1:9100', 'stranger:9100']}]}]");
    try (var _ = Monitoring.alertmanager(folder, room.file("alertmanager.yml"), alertmanager);
        var _ = Monitoring.prometheus(folder, room.file("prometheus.yml"), prometheus)) {
      Waiting.until(
          "the targets",
          () -> get("http://127.0.0.1:" + prometheus + "/api/v1/targets").contains("stranger"));
      assertThat(examine(room, false))
          .anyMatch(line ->
              line.startsWith("BAD alertmanager: receiver promansible: max_alerts: 5 cuts off"))
          .contains("GOOD prometheus: 1 of 2 targets name a host")
          .anyMatch(line ->
              line.startsWith(
                  "WARN prometheus: stranger:9100 (job node): no host of the inventory"))
          .filteredOn(line -> line.startsWith("BAD"))
          .hasSize(1);
    }
  }
}
