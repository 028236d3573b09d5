package io.promansible.journey;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Waiting;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A service with warm Ansible, and a run that goes on until it may end. */
abstract class RunJourney extends OneServiceJourney {
  @BeforeEach
  void addSteps() {
    Path folder = room.file("");
    room.role(
        "steps",
        """
        - ansible.builtin.debug: {msg: one}
        - ansible.builtin.shell: {cmd: 'while [ ! -e %1$s/go ]; do sleep 0.05; done; echo {{ inventory_hostname }} >> %1$s/went'}
          changed_when: true
        - ansible.builtin.debug: {msg: three}
        """
            .formatted(folder));
  }

  /** Starts it with more YAML in its configuration and these handlers. */
  void start(String settings, String... handlers) {
    start("ansible: {warm: true}\n" + settings + "handlers:\n" + String.join("", handlers));
  }

  @AfterEach
  void letGo() {
    room.write("go", "");
  }

  JsonNode running(String handler) {
    return Waiting.untilGiven(
        "a running run of " + handler,
        () ->
            call.get("/api/v1/runs?state=running&handler=" + handler)
                .path("runs")
                .valueStream()
                .findFirst());
  }
}
