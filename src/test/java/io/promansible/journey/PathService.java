package io.promansible.journey;

import io.promansible.kit.Caller;
import io.promansible.kit.Room;
import io.promansible.wiring.Service;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service with the real ansible-playbook for an alert's whole way. The sentences about it stand
 * in several classes, each upon the one before, so that one service serves them all.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PathService {
  Room room;
  Caller call;
  private Service service;

  /** The section {@code database}, as one line of YAML. */
  abstract String database();

  @BeforeAll
  void open(@TempDir Path folder) {
    room = new Room(folder);
    StringBuilder handlers =
        new StringBuilder("runs: {grace: 300ms}\nintake: {answer_within: 1m}\n")
            .append(database())
            .append("\nhandlers:\n");
    for (String name :
        List.of("Plain", "Repeat", "Group", "Hostile", "First", "Labelled", "Refire")) {
      handlers.append(Room.handler(name, "count", ""));
    }
    // Each of its alerts is about a fault of its own.
    handlers.append(Room.handler("Flood", "count", "same: [instance, n]"));
    handlers.append(Room.handler("Fails", "fail", ""));
    handlers.append(Room.handler("Slow", "linger", "timeout: 2s"));
    handlers.append(Room.handler("Endless", "linger", ""));
    handlers.append(Room.handler("BusyA", "pause", "")).append(Room.handler("BusyB", "pause", ""));
    handlers.append(Room.handler("Stays", "count", "").replace("within: 20s", "within: 1s"));
    handlers.append(Room.handler("Watched", "count", "").replace("mode: auto", "mode: observe"));
    handlers.append(Room.handler("Holds", "count", "").replace("hold: 0s", "hold: 30s"));
    handlers.append(Room.handler("Gone", "vanishing", ""));
    handlers.append(Room.handler("Turns", "turns", ""));
    handlers.append(Room.handler("TurnsFail", "turnsfail", ""));
    handlers.append(Room.handler("Coded", "coded", "vars: {coded_pin: hunter22}"));
    for (String role : List.of("turns", "turnsfail")) {
      room.role(
              role,
              "- ansible.builtin.shell: {cmd: 'echo in >> %1$s; sleep 0.5; echo out >> %1$s; %2$s'}\n  changed_when: true\n"
                  .formatted(room.file(role), role.endsWith("fail") ? "false" : "true"))
          .write("playbooks/alert/roles/" + role + "/meta/promansible.yml", "serial: 1");
    }
    room.role("coded", "- ansible.builtin.debug: {msg: 'the pin is {{ coded_pin }}'}\n")
        .write(
            "playbooks/alert/roles/coded/meta/argument_specs.yml",
            "argument_specs: {main: {options: {coded_pin: {type: str, no_log: true}}}}");
    handlers.append("  - {name: Given, roles: [given], mode: auto, host_cooldown: 0s}\n");
    room.role("vanishing", "[]");
    room.role(
            "given",
            """
            - ansible.builtin.lineinfile: {path: "%s-{{ inventory_hostname }}", line: "{{ given_device }} {{ given_size + 1 }}", create: true, mode: '0600'}
            - ansible.builtin.set_stats: {per_host: true, aggregate: false, data: {given: {device: "{{ given_device }}"}}}
            """
                .formatted(room.file("given")))
        .write(
            "playbooks/alert/roles/given/meta/argument_specs.yml",
            "argument_specs: {main: {options: {given_device: {type: str, required: true}, given_size: {type: int, default: 1}}}}")
        .write("playbooks/alert/roles/given/defaults/main.yml", "given_size: 1")
        .write(
            "playbooks/alert/roles/given/meta/promansible.yml",
            """
            alerts: [Given]
            labels:
              given_device: {label: device, pattern: '.+'}
              given_size: {label: size}
            """);
    room.role(
        "pause",
        "- ansible.builtin.shell: {cmd: 'echo in >> %s; sleep 1; echo out >> %s'}\n"
            .formatted(room.file("busy"), room.file("busy")));
    service =
        Service.start(
            room.configure("ansible: {warm: true}\n" + handlers).file("promansible.yml"), Map.of());
    call = new Caller(service.url());
    call.awaitReady();
  }

  @AfterAll
  void close() {
    call.close();
    service.close();
  }
}
