package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Caller;
import io.promansible.kit.Programs;
import io.promansible.kit.Room;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What callers see; here what operators do: the reload, the commands. */
class DoorsTest extends DoorsReadingJourney {
  @Test
  void a_broken_reload_keeps_the_old_configuration_and_says_so() {
    room.configure(configuration(Room.handler("Second", "note", "")));
    assertThat(
            call.send("POST", "/-/reload", NOTHING, "Authorization", bearer("admin")).statusCode())
        .isEqualTo(200);
    assertThat(json("/api/v1/handlers").path("handlers")).hasSize(2);
    room.configure(configuration("  - name: broken\n"));
    HttpResponse<byte[]> refused =
        call.send("POST", "/-/reload", NOTHING, "Authorization", bearer("admin"));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(Caller.text(refused)).contains("handlers[1].matchers");
    assertThat(json("/api/v1/handlers").path("handlers")).hasSize(2);
    assertThat(Caller.text(call.send("GET", "/-/ready", NOTHING))).doesNotContain("handlers[1]");
    HttpResponse<byte[]> ready = get("/-/ready", "viewer");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(Caller.text(ready)).contains("handlers[1].matchers");
    assertThat(Caller.text(get("/metrics", "viewer")))
        .contains("promansible_config_last_reload_successful 0.0");
    room.configure(configuration(""));
    assertThat(
            call.send("POST", "/-/reload", NOTHING, "Authorization", bearer("admin")).statusCode())
        .isEqualTo(200);
    assertThat(Caller.text(get("/-/ready", "viewer"))).doesNotContain("handlers[1]");
  }

  @Test
  void the_commands_ask_the_service() {
    List<String> promansible =
        List.of(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "io.promansible.Promansible");
    Map<String, String> environment =
        Map.of(
            "PROMANSIBLE_URL",
            service.url().toString(),
            "PROMANSIBLE_TOKEN_FILE",
            room.file("viewer").toString());
    assertThat(command(promansible, environment, "runs").output())
        .containsAnyOf("OUTCOME", "no runs");
    assertThat(command(promansible, environment, "inventory", "--host", "six").output())
        .contains("fd00::6");
    assertThat(command(promansible, environment, "inventory", "--host", "nobody").exit())
        .isEqualTo(1);
    assertThat(command(promansible, environment, "inventory").exit()).isEqualTo(2);
    Programs.Result unreachable =
        command(promansible, Map.of("PROMANSIBLE_URL", "http://127.0.0.1:1"), "runs");
    assertThat(unreachable.exit()).isEqualTo(1);
    assertThat(unreachable.output()).contains("no service answers").doesNotContain("Exception in");
  }

  private static Programs.Result command(
      List<String> program, Map<String, String> environment, String... arguments) {
    List<String> all = new ArrayList<>(program);
    all.addAll(List.of(arguments));
    return Programs.attempt(all, environment);
  }
}
