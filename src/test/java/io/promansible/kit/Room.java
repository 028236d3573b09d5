package io.promansible.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** A folder with all that a service needs: configuration, playbooks with roles, hosts. */
public final class Room implements AutoCloseable {
  /** Hosts that are this machine: real Ansible, real modules, no ssh. */
  public static final String LOCAL_HOSTS =
      """
      web:
        vars: {ansible_connection: local, ansible_become: false}
        hosts:
          web[1:9]:
          six: {ansible_host: "fd00::6"}
      db:
        hosts: {db1: {ansible_connection: local, ansible_become: false, promansible_aliases: [primary]}}
      """;

  // No test waits for plays that it leaves, but for those of stopping.
  private static final String AT_ONCE = "drain: 0s";

  private final Path folder;

  /** Furnishes a folder with local hosts and the shipped templates. */
  public Room(Path folder) {
    this.folder = folder;
    write("hosts.yml", LOCAL_HOSTS);
    for (String file :
        List.of("ansible.cfg", "alert/alerthandler.yml", "routine/routinehandler.yml")) {
      write("playbooks/" + file, read(Path.of("playbooks").resolve(file)));
    }
    role(
        "note",
        "- ansible.builtin.lineinfile: {path: %s, line: '{{ inventory_hostname }}', create: true, mode: '0600'}\n"
            .formatted(folder.resolve("noted")));
    role("fail", "- ansible.builtin.fail: {msg: on purpose}\n");
    role(
        "linger",
        "- ansible.builtin.command: {argv: [sh, -c, 'echo lingering >> %s; sleep 300']}\n  changed_when: true\n"
            .formatted(folder.resolve("lingers")));
    // Each execution leaves a line, so that two of them are seen.
    role(
        "count",
        "- ansible.builtin.shell: {cmd: 'echo {{ inventory_hostname }} {{ promansible.run.id }} >> %s'}\n  changed_when: true\n"
            .formatted(folder.resolve("ledger")));
  }

  /** Adds a role of the given tasks. */
  public Room role(String name, String tasks) {
    write("playbooks/alert/roles/" + name + "/tasks/main.yml", tasks);
    return this;
  }

  /**
   * The handler role {@code patient}: writes "began" to the file {@code patient} in a folder, waits
   * there for the file {@code go}, and writes "ended".
   */
  public Room patient(Path folder) {
    return role(
        "patient",
        "- ansible.builtin.shell: {cmd: 'echo began >> %1$s/patient; echo here I am; while [ ! -e %1$s/go ]; do sleep 0.1; done; echo ended >> %1$s/patient'}\n"
            .formatted(folder));
  }

  /** Makes the inventory one of the hosts h0000 to h4999, all of them this machine. */
  public Room manyHosts() {
    return write(
        "hosts.yml",
        "web: {vars: {ansible_connection: local, ansible_become: false}, hosts: {'h[0000:4999]': }}\n");
  }

  /** Adds a role for routines. */
  public Room routineRole(String name, String tasks) {
    write("playbooks/routine/roles/" + name + "/tasks/main.yml", tasks);
    return this;
  }

  /**
   * Writes the configuration: what every test needs, no limit over all, plays that are started
   * plainly where nothing else is said, and more YAML behind.
   */
  public Room configure(String more) {
    write(
        "promansible.yml",
        """
        listen: 127.0.0.1:0
        data: ./data
        playbooks: ./playbooks
        node: test
        inventory: {sources: [./hosts.yml], refresh: 1h}
        limits: {per_hour: 1000000, alerting: 100%, approval: 1h}
        """
            // A test has few plays: to warm Ansible and to try it takes longer than it saves.
            + (more.contains("ansible: {") ? "" : "ansible: {warm: false}\n")
            + (more.contains("runs: {")
                ? more.replace("runs: {", "runs: {" + AT_ONCE + ", ")
                : "runs: {" + AT_ONCE + "}\n" + more));
    return this;
  }

  /** An auto handler for an alert of the given name and roles, which no guard slows down. */
  public static String handler(String name, String role, String more) {
    return """
      - name: %s
        matchers: ['alertname="%s"']
        roles: [%s]
        mode: auto
        class: safe
        verify: {within: 20s, hold: 0s}
        cooldown: {after_success: 0s, after_failure: 0s}
        host_cooldown: 0s
        limits: {hosts: 10000, share: 100%%, per_hour: 100000, flaps: 1000, recurrence: 1000}
        breaker: {failures: 1000, host_failures: 1000}
    %s
    """
        .formatted(name, name, role, more.isEmpty() ? "" : "    " + more);
  }

  /** A file in it. */
  public Path file(String name) {
    return folder.resolve(name);
  }

  /** The token that a service made for its admin, as none is configured. */
  public String adminToken() {
    return lines("data/admin.token").getFirst().strip();
  }

  /** The lines of a file; none when it is not there. */
  public List<String> lines(String name) {
    try {
      return Files.exists(file(name)) ? Files.readAllLines(file(name)) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a file. */
  public Room write(String name, String text) {
    try {
      Files.createDirectories(file(name).getParent());
      // A service may read it at this moment, and must see all of it or what was there before.
      Path fresh = Files.writeString(file(name + ".fresh"), text);
      Files.move(
          fresh, file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends what a service left running in it, as the removal of its folder does too. */
  @Override
  public void close() {
    Leftovers.end(folder);
  }

  /** JSON of a text. */
  public static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
