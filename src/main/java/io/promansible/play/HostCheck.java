package io.promansible.play;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.ansible.AnsibleSettings;
import io.promansible.ansible.CallbackPlugin;
import io.promansible.disk.ScratchFolder;
import io.promansible.fault.WorldFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** Connects to hosts as a remediation would, as root by sudo, and finds missing programs. */
public final class HostCheck {
  /** The result for one host. */
  public sealed interface Answer {
    /** The host can be worked on; these programs are missing. */
    record Reached(List<String> missing) implements Answer {}

    /** The host cannot be worked on. */
    record Trouble(String why) implements Answer {}
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final String PLAYBOOK =
      """
      - name: Look
        hosts: all
        gather_facts: false
        become: true
        tasks:
          - name: Look which programs are missing
            ansible.builtin.command:
              argv: >-
                {{ ['sh', '-c', 'for p; do command -v -- "$p" > /dev/null || echo "$p"; done', 'sh']
                   + programs }}
            environment:
              PATH: /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
            changed_when: false
      """;

  private HostCheck() {}

  /**
   * Checks all hosts of an inventory.
   *
   * @param limit the time for all hosts together
   * @return the answers by host; a host that is missing gave no answer in time
   */
  public static Map<String, Answer> look(
      Path playbooks,
      JsonNode inventory,
      Set<String> hosts,
      Set<String> programs,
      int forks,
      AnsibleSettings ansible,
      Duration limit) {
    try (ScratchFolder scratch = ScratchFolder.make("doctor")) {
      RunFolder folder = new RunFolder(scratch.path().resolve("run"));
      ObjectNode vars = JSON.createObjectNode();
      programs.forEach(vars.putArray("programs")::add);
      folder.prepare(PLAYBOOK, vars, new PlayInventory.Own(inventory), hosts);
      PlayCommand command =
          new PlayCommand(
              UUID.randomUUID().toString(),
              playbooks,
              List.of(),
              CallbackPlugin.install(scratch.path()),
              forks,
              false);
      awaitEnd(folder, PlayProcess.start(folder, command, ansible), limit);
      Map<String, Answer> answers = answers(folder);
      if (answers.isEmpty() && folder.exitCode().isPresent()) {
        throw new WorldFault(
            "the hosts cannot be looked at: "
                + Files.readString(folder.file("output.log")).strip());
      }
      return answers;
    } catch (IOException e) {
      throw new WorldFault("the hosts cannot be looked at: " + e.getMessage(), e);
    }
  }

  private static void awaitEnd(RunFolder folder, PlayProcess process, Duration limit) {
    // The play has a session of its own: Ctrl-C would reach only us and leave secrets behind.
    Thread interrupted = Thread.ofPlatform().unstarted(() -> leave(folder, process));
    Runtime.getRuntime().addShutdownHook(interrupted);
    try {
      long deadline = System.nanoTime() + limit.toNanos();
      while (!process.endedWithin(LOOK)) {
        if (System.nanoTime() > deadline) {
          process.end(GRACE);
          return;
        }
      }
    } finally {
      Runtime.getRuntime().removeShutdownHook(interrupted);
    }
  }

  private static void leave(RunFolder folder, PlayProcess process) {
    process.end(GRACE);
    try {
      folder.delete();
    } catch (IOException e) {
      throw new WorldFault(folder.path() + " cannot be removed; remove it by hand", e);
    }
  }

  /** The message in one line, without the usual warnings of ssh. */
  private static String cause(String said) {
    return said.lines()
        .map(String::strip)
        .map(line ->
            line.replaceFirst("Warning: Permanently added .*? to the list of known hosts\\.", ""))
        .map(line -> line.replaceFirst("Data could not be sent to remote host .*?ssh: ?", ""))
        .filter(line -> !line.isBlank())
        .collect(Collectors.joining("; "));
  }

  private static Map<String, Answer> answers(RunFolder folder) throws IOException {
    Map<String, Answer> answers = new TreeMap<>();
    EventsFile events = new EventsFile(folder.file("events.jsonl"));
    do {
      for (PlayEvent event : events.next()) {
        JsonNode result = event.json().path("result");
        switch (event.kind()) {
          case "ok" ->
              answers.put(
                  event.host(),
                  new Answer.Reached(result.path("stdout").asText().lines().toList()));
          case "failed", "unreachable" ->
              answers.put(
                  event.host(), new Answer.Trouble(cause(result.path("msg").asText(event.kind()))));
          default -> {
            // the beginning and the end
          }
        }
      }
    } while (!events.atEnd());
    return answers;
  }
}
