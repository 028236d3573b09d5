package io.promansible.play;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.ansible.AnsiblePython;
import io.promansible.ansible.AnsibleSettings;
import io.promansible.ansible.CallbackPlugin;
import io.promansible.disk.PrivateFiles;
import io.promansible.fault.WorldFault;
import io.promansible.label.Labels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts plays by forking them from a process that has imported Ansible already, which saves most
 * of a start's time. If that fails, starts them plainly.
 *
 * <p>Ansible reads its configuration when it is imported, so one process serves one environment:
 * variables, configuration file, and versions. When any of these changes, a new process takes over,
 * and the old one exits when its plays have ended.
 */
public final class WarmAnsible implements PlayStart, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WarmAnsible.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(30);
  // Enough for the environments of alerts and of routines.
  private static final int PROCESSES_MAX = 4;

  private static final String PROBE =
      """
      - hosts: probe
        gather_facts: false
        tasks:
          - {name: one, ansible.builtin.debug: {msg: "{{ groups['all'] | sort | join(' ') }} {{ hostvars['other'].known }}"}}
          - {name: two, ansible.builtin.assert: {that: 1 == 2}, ignore_errors: true}
          - {name: three, ansible.builtin.meta: noop}
      """;

  private final Path program;
  private final Path probes;
  private final Map<String, WarmProcess> processes = new HashMap<>();
  private volatile Optional<String> trouble = Optional.of("has not been tried yet");
  private volatile boolean closed;

  /** Unpacks the Python program below the data folder; starts no process yet. */
  public WarmAnsible(Path data) {
    this.program =
        CallbackPlugin.unpack(data.toAbsolutePath().resolve("warm"), "promansible_warm.py");
    this.probes = data.toAbsolutePath().resolve("warm");
  }

  /** Why plays are started plainly; empty when they are forked. */
  public Optional<String> trouble() {
    return trouble;
  }

  /**
   * Runs a harmless play both ways and compares the results; plays are forked from then on if both
   * agree.
   *
   * @param like a command with the environment that real plays have
   */
  public void probe(PlayCommand like, Supplier<AnsibleSettings> settings) {
    if (!settings.get().warm()) {
      trouble = Optional.empty();
      return;
    }
    try {
      String plain = probed(PlayProcess::start, like, settings.get());
      String warm =
          probed(
              (folder, command, ansible) -> fork(folder, command, ansible, () -> {}),
              like,
              settings.get());
      trouble =
          plain.equals(warm)
              ? Optional.empty()
              : Optional.of("a play ends otherwise: %s, plainly: %s".formatted(warm, plain));
    } catch (WorldFault e) {
      trouble = Optional.of(String.valueOf(e.getMessage()));
    }
    if (!closed) {
      trouble.ifPresent(why -> LOG.warn("plays are started plainly, as warm Ansible {}", why));
    }
  }

  private String probed(PlayStart start, PlayCommand like, AnsibleSettings settings) {
    String id = "probe-" + UUID.randomUUID();
    RunFolder folder = new RunFolder(probes.resolve(id));
    try {
      PlayInventory inventory = inventory();
      folder.prepare(PROBE, JsonNodeFactory.instance.objectNode(), inventory, Set.of("probe"));
      PlayProcess process =
          start.start(
              folder,
              new PlayCommand(
                      id, like.playbooks(), like.rolePaths(), like.plugins(), like.forks(), false)
                  .knowing(inventory),
              settings);
      if (!process.endedWithin(PROBE_LIMIT)) {
        process.end(Duration.ofSeconds(1));
        throw new WorldFault("a play of no consequence took longer than " + PROBE_LIMIT);
      }
      EventsFile events = new EventsFile(folder.file("events.jsonl"));
      List<String> kinds =
          events.next().stream()
              .map(e ->
                  e.kind() + " " + e.host() + " " + e.json().path("result").path("msg").asText())
              .map(String::strip)
              .toList();
      return folder.exitCode() + " " + kinds + " " + events.stats();
    } catch (IOException e) {
      throw new WorldFault("its events cannot be read: " + e.getMessage(), e);
    } finally {
      try {
        folder.delete();
      } catch (IOException e) {
        LOG.debug("{} is left over", folder.path(), e);
      }
    }
  }

  /** A small shared inventory, as real plays have one. */
  private PlayInventory inventory() throws IOException {
    ObjectNode tree = JSON.createObjectNode();
    ObjectNode hosts = tree.putObject("all").putObject("hosts");
    hosts.putObject("probe").put("ansible_connection", "local");
    hosts.putObject("other").put("known", "well");
    Path file = probes.resolve("probe.json");
    PrivateFiles.write(file, tree.toString().getBytes(StandardCharsets.UTF_8));
    Path secrets = probes.resolve("probe.secrets");
    PrivateFiles.write(secrets, "[]".getBytes(StandardCharsets.UTF_8));
    ObjectNode own = JSON.createObjectNode().put("known", "well");
    return new PlayInventory.Whole(file, secrets, Map.of("probe", own));
  }

  /** Makes the warm processes read an inventory before the first play needs it. */
  public synchronized void load(Path inventory) {
    processes.values().forEach(process -> process.load(inventory));
  }

  @Override
  public PlayProcess start(RunFolder folder, PlayCommand command, AnsibleSettings ansible) {
    return start(folder, command, ansible, () -> {});
  }

  /**
   * Starts a play.
   *
   * @param fence called right before the start, when a warm process is there, as that may take long
   */
  public PlayProcess start(
      RunFolder folder, PlayCommand command, AnsibleSettings ansible, Runnable fence) {
    if (ansible.warm() && trouble.isEmpty() && !closed) {
      try {
        return fork(folder, command, ansible, fence);
      } catch (WorldFault e) {
        LOG.warn("run {}: started plainly, as {}", command.runId(), e.getMessage());
      }
    }
    fence.run();
    return PlayProcess.start(folder, command, ansible);
  }

  private PlayProcess fork(
      RunFolder folder, PlayCommand command, AnsibleSettings ansible, Runnable fence) {
    ObjectNode request = JSON.createObjectNode();
    request.put("id", command.runId()).put("folder", folder.path().toString());
    // Ansible looks at the name of the program, but not at its path.
    var arguments = request.putArray("arguments").add("ansible-playbook");
    command.arguments(ansible).stream().skip(1).forEach(arguments::add);
    command.rolePaths().forEach(path -> request.withArray("roles").add(path.toString()));
    request.withArray("roles");
    request.putArray("playbooks").add(command.playbooks().toString()).add(folder.path().toString());
    request.set("environment", JSON.valueToTree(command.ownEnvironment(folder)));
    command.inventory().shared().ifPresent(file -> request.put("inventory", file.toString()));
    WarmProcess process = process(command, ansible);
    fence.run();
    return process.play(folder, command, request);
  }

  private synchronized WarmProcess process(PlayCommand command, AnsibleSettings ansible) {
    if (closed) {
      throw new WorldFault("the service is stopping");
    }
    Path playbook = AnsiblePython.executable(ansible.program("ansible-playbook"));
    Map<String, String> environment = command.commonEnvironment(ansible);
    String key = key(environment, playbook);
    WarmProcess known = processes.get(key);
    if (known != null && known.alive() && known.started() < ansible.warmRuns()) {
      return known;
    }
    if (known == null && processes.size() >= PROCESSES_MAX) {
      processes.values().forEach(WarmProcess::retire);
      processes.clear();
    }
    if (known != null) {
      known.retire();
      processes.remove(key);
    }
    WarmProcess fresh =
        WarmProcess.start(AnsiblePython.of(playbook.toString()), probes, program, environment);
    processes.put(key, fresh);
    return fresh;
  }

  /** A digest of all that Ansible reads only when it is imported. */
  private static String key(Map<String, String> environment, Path playbook) {
    Map<String, String> parts = new TreeMap<>(environment);
    parts.put("program", playbook + stamp(playbook));
    Optional.ofNullable(environment.get("ANSIBLE_CONFIG"))
        .ifPresent(config -> parts.put("config", content(Path.of(config))));
    String home = environment.getOrDefault("HOME", "");
    for (String place :
        List.of(
            home + "/.ansible/collections/ansible_collections",
            "/usr/share/ansible/collections/ansible_collections",
            "/usr/lib/python3/dist-packages/ansible",
            "/usr/lib/python3/dist-packages/ansible_collections")) {
      parts.put(place, stamp(Path.of(place)));
    }
    return Labels.of(parts).digest("warm");
  }

  private static String stamp(Path path) {
    try {
      return Files.getLastModifiedTime(path).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static String content(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      return "";
    }
  }

  /** Ends the warm processes; plays go on. */
  @Override
  public void close() {
    closed = true;
    leave();
  }

  private synchronized void leave() {
    processes.values().forEach(WarmProcess::close);
    processes.clear();
  }
}
