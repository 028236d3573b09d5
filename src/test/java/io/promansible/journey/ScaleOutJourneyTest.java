package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Programs;
import io.promansible.kit.Room;
import io.promansible.kit.Sshd;
import io.promansible.kit.StandInCloud;
import io.promansible.kit.Waiting;
import io.promansible.wiring.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The workshop of the seed: a load, a clone, and a second alert that finds it. */
class ScaleOutJourneyTest {
  @TempDir Path folder;

  private static Room furnished(Path folder, String hosts) {
    Room room = new Room(folder).write("hosts.yml", hosts);
    for (String role : List.of("alert/roles/scale_out", "routine/roles/openstack_server")) {
      room.write("playbooks/" + role + "/README.md", "");
      Programs.run(
          List.of(
              "cp",
              "-r",
              "playbooks/" + role,
              room.file("playbooks/" + role).getParent().toString()));
    }
    room.role(
            "shop",
            "- ansible.builtin.shell: {cmd: 'echo $SSH_CONNECTION >> %s'}\n"
                .formatted(folder.resolve("shops")))
        .write("playbooks/alert/roles/shop/meta/main.yml", "dependencies: []");
    return room.configure(
        """
        ansible: {warm: true}
        handlers:
          - {name: scale, roles: [scale_out], mode: auto, host_cooldown: 0s, cooldown: {after_success: 0s, after_failure: 0s},
             verify: {within: 1s, hold: 0s}, vars: {scale_out_roles: [shop]}}
        """);
  }

  private static JsonNode newest(Caller call, int count) {
    // A clone is made over ssh, beside other tests on few cores.
    Waiting.until(
        Duration.ofMinutes(3),
        count + " runs that have ended",
        () -> call.get("/api/v1/runs?state=finished&handler=scale").path("runs").size() == count);
    String id = call.get("/api/v1/runs?handler=scale").path("runs").get(0).path("id").asText();
    return call.get("/api/v1/runs/" + id);
  }

  private static String message(JsonNode run) {
    return run.path("results").path("web1").path("scale_out").path("message").asText();
  }

  @Test
  void a_high_load_makes_a_clone_and_the_next_one_finds_it() {
    try (StandInCloud cloud = new StandInCloud();
        Sshd sshd = new Sshd(folder.resolve("sshd"), "127.0.1.2")) {
      cloud.put("web1");
      String vars =
          cloud.vars().entrySet().stream()
              .map(entry -> "      %s: %s\n".formatted(entry.getKey(), entry.getValue()))
              .collect(Collectors.joining());
      Room room = furnished(folder, sshd.inventory("web1") + vars);
      try (var _ = room;
          Service service = Service.start(room.file("promansible.yml"), Map.of());
          Caller call = new Caller(service.url())) {
        call.awaitReady();
        call.accepted(Alerts.notification(Alerts.firing("HighLoad", "web1")));
        JsonNode first = newest(call, 1);
        assertThat(first.path("outcome").asText()).as(first.toString()).isEqualTo("succeeded");
        assertThat(message(first)).isEqualTo("a clone was spawned");
        assertThat(room.lines("shops")).singleElement().asString().contains(" 127.0.1.2 ");
        assertThat(
                Caller.text(
                    call.send(
                        "GET", "/api/v1/runs/" + first.path("id").asText() + "/log", new byte[0])))
            .doesNotContain(StandInCloud.SECRET, StandInCloud.PASSWORD);

        call.accepted(Alerts.notification(Alerts.resolved("HighLoad", "web1")));
        call.accepted(
            Alerts.notification(
                Alerts.firing("HighLoad", "web1")
                    .put("startsAt", Alerts.later(Duration.ofMinutes(50)))));
        assertThat(message(newest(call, 2))).isEqualTo("a clone was already spawned");
        assertThat(cloud.changes()).containsExactly("create web1-fresh", "metadata web1-fresh");
      }
    }
  }
}
