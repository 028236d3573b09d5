package io.promansible.warm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.ansible.AnsiblePython;
import io.promansible.ansible.AnsibleSettings;
import io.promansible.ansible.CallbackPlugin;
import io.promansible.ansible.Mitogen;
import io.promansible.fault.WorldFault;
import io.promansible.label.Labels;
import io.promansible.play.PlayCommand;
import io.promansible.play.PlayProcess;
import io.promansible.play.PlayStart;
import io.promansible.play.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
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
  // Enough for the environments of alerts and of routines, each with facts and with Mitogen or not.
  private static final int PROCESSES_MAX = 8;

  private final Path program;
  private final Path probes;
  private final WarmProbe probe;
  private final Mitogen mitogen;
  // The one that was used longest ago comes first.
  private final SequencedMap<String, WarmProcess> processes = new LinkedHashMap<>(16, 0.75f, true);
  private volatile Optional<String> trouble = Optional.of("has not been tried yet");
  private volatile boolean closed;

  /** What a process reads only once: settings, and the folder of Mitogen's strategies. */
  private record Environment(AnsibleSettings ansible, Optional<Path> strategies) {}

  /** Unpacks the Python program below the data folder; starts no process yet. */
  public WarmAnsible(Path data, Mitogen mitogen) {
    this.mitogen = mitogen;
    this.probes = data.toAbsolutePath().resolve("warm");
    this.program = CallbackPlugin.unpack(probes, "promansible_warm.py");
    this.probe = new WarmProbe(probes);
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
    trouble = forking(like, settings.get());
    if (!closed) {
      trouble.ifPresent(why -> LOG.warn("plays are started plainly, as warm Ansible {}", why));
    }
  }

  /** What is wrong with plays that are forked. */
  private Optional<String> forking(PlayCommand like, AnsibleSettings settings) {
    try {
      String plain = probe.outcome(WarmProbe.FORKED, PlayProcess::start, like, settings);
      String warm = probe.outcome(WarmProbe.FORKED, fork(Optional.empty()), like, settings);
      return plain.equals(warm)
          ? Optional.empty()
          : Optional.of("a play ends otherwise: %s, plainly: %s".formatted(warm, plain));
    } catch (WorldFault e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Once a play could gain from Mitogen: runs a harmless play with it and without, and uses it from
   * then on if it is there and both end alike. Else does nothing.
   */
  public void accelerate(PlayCommand like, AnsibleSettings settings) {
    if (trouble.isPresent() || !mitogen.isDue(settings)) {
      return;
    }
    try {
      String python = AnsiblePython.of(settings.program("ansible-playbook"));
      Optional<Path> found = Mitogen.installed(python);
      if (found.isEmpty()) {
        mitogen.refuse("is not installed for " + python + "; install ansible-mitogen");
      } else {
        String alone = probe.outcome(WarmProbe.ACCELERATED, fork(Optional.empty()), like, settings);
        String by = probe.outcome(WarmProbe.ACCELERATED, fork(found), like, settings);
        if (by.equals(alone)) {
          mitogen.use(found.get());
        } else {
          mitogen.refuse("ends a play otherwise: %s, without it: %s".formatted(by, alone));
        }
      }
    } catch (WorldFault e) {
      mitogen.later("could not be tried: " + e.getMessage());
    }
    if (!closed) {
      mitogen.report(settings);
    }
  }

  /** Mitogen for a play that may be run by it, where the operator has no strategy of their own. */
  private Optional<Path> accelerator(PlayCommand command, AnsibleSettings ansible) {
    return mitogen.forPlay(ansible, command.tasks()).filter(it -> !command.ownStrategy(ansible));
  }

  private PlayStart fork(Optional<Path> strategies) {
    return (folder, command, ansible) ->
        fork(folder, command, new Environment(ansible, strategies), () -> {});
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
        return fork(
            folder, command, new Environment(ansible, accelerator(command, ansible)), fence);
      } catch (WorldFault e) {
        LOG.warn("run {}: started plainly, as {}", command.runId(), e.getMessage());
      }
    }
    fence.run();
    return PlayProcess.start(folder, command, ansible);
  }

  private PlayProcess fork(
      RunFolder folder, PlayCommand command, Environment environment, Runnable fence) {
    ObjectNode request = JSON.createObjectNode();
    request.put("id", command.runId()).put("folder", folder.path().toString());
    // Ansible looks at the name of the program, but not at its path.
    var arguments = request.putArray("arguments").add("ansible-playbook");
    command.arguments(environment.ansible).stream().skip(1).forEach(arguments::add);
    command.rolePaths().forEach(path -> request.withArray("roles").add(path.toString()));
    request.withArray("roles");
    request.putArray("playbooks").add(command.playbooks().toString()).add(folder.path().toString());
    request.set("environment", JSON.valueToTree(command.ownEnvironment(folder)));
    command.inventory().shared().ifPresent(file -> request.put("inventory", file.toString()));
    WarmProcess process = process(command, environment);
    fence.run();
    return process.play(folder, command, request);
  }

  private synchronized WarmProcess process(PlayCommand command, Environment wanted) {
    if (closed) {
      throw new WorldFault("the service is stopping");
    }
    Path playbook = AnsiblePython.executable(wanted.ansible.program("ansible-playbook"));
    Map<String, String> environment = command.commonEnvironment(wanted.ansible);
    wanted.strategies.ifPresent(it -> environment.putAll(Mitogen.environment(it)));
    String key = key(environment, playbook);
    WarmProcess known = processes.get(key);
    if (known != null && known.alive() && known.started() < wanted.ansible.warmRuns()) {
      return known;
    }
    if (known == null && processes.size() >= PROCESSES_MAX) {
      processes.pollFirstEntry().getValue().retire();
    }
    if (known != null) {
      known.retire();
      processes.remove(key);
    }
    WarmProcess fresh;
    try {
      fresh =
          WarmProcess.start(AnsiblePython.of(playbook.toString()), probes, program, environment);
    } catch (WorldFault e) {
      // With an Ansible that is newer than it, perhaps; the plays go on without it meanwhile.
      wanted.strategies.ifPresent(it -> mitogen.later(String.valueOf(e.getMessage())));
      throw e;
    }
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
