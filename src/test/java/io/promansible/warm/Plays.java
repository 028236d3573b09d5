package io.promansible.warm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.promansible.ansible.AnsibleSettings;
import io.promansible.kit.Waiting;
import io.promansible.play.EventsFile;
import io.promansible.play.PlayCommand;
import io.promansible.play.PlayEvent;
import io.promansible.play.PlayInventory;
import io.promansible.play.PlayProcess;
import io.promansible.play.PlayStart;
import io.promansible.play.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** Plays small playbooks in one way or another, and says what came of them. */
record Plays(Path folder, Path roles, Path plugins) {
  static final int FORKS = 5;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What came of a play; events sorted, as hosts answer in whatever order. */
  record Came(String exit, List<String> events, String stats) {
    /** Mitogen says in other words why a host cannot be reached or become another user. */
    Came withoutReasons() {
      return new Came(
          exit,
          events.stream()
              .map(e -> e.replaceFirst("^((failed|unreachable) \\S+ \\S+).*", "$1"))
              .toList(),
          stats);
    }
  }

  /** Plays a playbook to its end, on the hosts a, b, and gone, which cannot be reached. */
  Came play(PlayStart start, String playbook, boolean check, int forks) {
    String id = UUID.randomUUID().toString();
    RunFolder run = new RunFolder(folder.resolve("runs").resolve(id));
    JsonNode inventory;
    try {
      inventory =
          JSON.readTree(
              """
              {"all": {"hosts": {"a": {"ansible_connection": "local"}, "b": {"ansible_connection": "local"},
                "gone": {"ansible_host": "127.0.0.1", "ansible_port": 1, "ansible_ssh_common_args": "-o ConnectTimeout=2"}}}}
              """);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    run.prepare(
        playbook.replace("INCLUDED", folder.resolve("included.yml").toString()),
        JsonNodeFactory.instance.objectNode().put("given", "v"),
        new PlayInventory.Own(inventory),
        Set.of("a", "b", "gone"));
    PlayProcess process =
        start.start(
            run,
            new PlayCommand(id, folder, List.of(roles), plugins, forks, check),
            AnsibleSettings.DEFAULTS);
    Waiting.until("the end of the play", () -> process.endedWithin(Duration.ofMillis(20)));
    EventsFile events = new EventsFile(run.file("events.jsonl"));
    List<String> told = new ArrayList<>();
    try {
      for (PlayEvent event : events.next()) {
        told.add(
            event.kind()
                + " "
                + event.host()
                + " "
                + event.json().path("task").asText()
                + " "
                + event.json().path("result").path("msg").asText().lines().findFirst().orElse(""));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    // Hosts answer in whatever order, plainly too; and what ssh says depends on who was faster, it
    // or its caller.
    return new Came(
        run.exitCode().toString(),
        told.stream()
            .map(line -> line.replaceFirst("(reached over ssh:).*", "$1"))
            .sorted()
            .toList(),
        events.stats().map(TreeMap::new).toString());
  }
}
