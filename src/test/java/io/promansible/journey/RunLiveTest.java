package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Room;
import io.promansible.kit.Socket;
import io.promansible.kit.Waiting;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs are watched over a WebSocket while they go on. */
class RunLiveTest extends RunJourney {
  private static List<String> kinds(List<JsonNode> messages) {
    return messages.stream().map(m -> m.path("event").asText()).toList();
  }

  @Test
  void a_run_is_watched_live_over_a_websocket_with_its_progress_and_its_end() {
    start("", Room.handler("Steps", "steps", ""));
    call.accepted(
        Alerts.notification(Alerts.firing("Steps", "web1"), Alerts.firing("Steps", "web2")));
    String path = "/api/v1/runs/" + running("Steps").path("id").asText();
    try (Socket socket = new Socket(service.url(), path + "/live")) {
      Waiting.until(
          "the second task",
          () ->
              socket.messages().stream()
                      .filter(m -> m.path("event").asText().equals("task"))
                      .count()
                  == 2);
      Waiting.until(
          "the progress of the second task",
          () -> call.get(path).path("progress").path("task").asInt() == 2);
      JsonNode progress = call.get(path).path("progress");
      assertThat(progress.path("tasks").asInt()).isEqualTo(3);
      assertThat(progress.path("hostsDone").asInt()).isZero();
      assertThat(progress.path("hosts").asInt()).isEqualTo(2);
      // A look that found only the first event tells of progress before the second.
      assertThat(kinds(socket.messages()))
          .filteredOn(kind -> !kind.equals("progress"))
          .startsWith("start", "play")
          .doesNotContain("end");
      room.write("go", "");
      assertThat(socket.closedWith()).isEqualTo(1000);
      assertThat(kinds(socket.messages())).contains("stats").endsWith("end");
      JsonNode end = socket.messages().getLast();
      assertThat(end.path("data").path("outcome").asText()).isEqualTo("succeeded");
      JsonNode last =
          socket.messages().stream()
              .filter(m -> m.path("event").asText().equals("progress"))
              .reduce((a, b) -> b)
              .orElseThrow();
      assertThat(last.path("data").path("task").asInt()).isEqualTo(3);
      assertThat(last.path("data").path("hostsDone").asInt()).isEqualTo(2);
    }
    try (Socket later = new Socket(service.url(), path + "/live?after=4")) {
      assertThat(later.closedWith()).isEqualTo(1000);
      assertThat(later.messages().getFirst().path("id").asText()).isEqualTo("5");
    }
    try (Socket unknown =
        new Socket(service.url(), "/api/v1/runs/00000000-0000-7000-8000-000000000000/live")) {
      assertThat(unknown.closedWith()).isEqualTo(1003);
    }
    assertThat(call.get(path).has("progress")).isFalse();
  }

  @Test
  void a_websocket_needs_what_every_other_call_needs() {
    room.write("viewer.token", "see-and-say").write("webhook.token", "tell-and-go");
    start(
        "access: {tokens: [{name: v, role: viewer, token_file: ./viewer.token}, {name: w, role: webhook, token_file: ./webhook.token}]}\n",
        Room.handler("Steps", "steps", ""));
    String path = "/api/v1/runs/00000000-0000-7000-8000-000000000000/live";
    assertThatThrownBy(() -> new Socket(service.url(), path)).hasMessageContaining("401");
    assertThatThrownBy(() -> new Socket(service.url(), path, "Authorization", "Bearer tell-and-go"))
        .hasMessageContaining("403");
    try (Socket allowed = new Socket(service.url(), path, "Authorization", "Bearer see-and-say")) {
      assertThat(allowed.closedWith()).isEqualTo(1003);
    }
  }
}
