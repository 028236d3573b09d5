package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The calls of the API that the portal brought along. */
class PortalApiTest extends PeopleService {
  @Override
  String access() {
    return "  grants:\n    - {group: web-people, role: viewer, hosts: web}\n";
  }

  @Override
  String handlers() {
    return Room.handler("Known", "note", "");
  }

  @Override
  void prepare() {
    room.routineRole(
        "say",
        "- name: One\n  ansible.builtin.debug: {msg: here it is}\n- ansible.builtin.ping:\n");
  }

  private JsonNode json(String path) {
    return Room.json(Caller.text(call.as(ADMIN, "GET", path, "")));
  }

  private HttpResponse<byte[]> ask(String method, String path, String body) {
    return call.as(ADMIN, method, path, body);
  }

  private String run() {
    String id =
        Room.json(
                Caller.text(
                    ask("POST", "/api/v1/runs", "{\"roles\":[\"say\"],\"hosts\":\"web[1:2]\"}")))
            .path("id")
            .asText();
    Waiting.until(
        "the run to end",
        () -> json("/api/v1/runs/" + id).path("state").asText().equals("finished"));
    return id;
  }

  @Test
  void a_log_is_searched_read_in_lines_and_given_with_times() {
    String log = "/api/v1/runs/" + run() + "/log";
    JsonNode found = json(log + "?search=HERE%20IT");
    assertThat(found.path("total").asInt()).isEqualTo(2);
    assertThat(found.path("complete").asBoolean()).isTrue();
    int line = found.path("matches").path(0).path("line").asInt();
    JsonNode lines = json(log + "/lines?from=" + (line - 1) + "&to=" + line);
    assertThat(lines.path("lines")).hasSize(2);
    assertThat(lines.path("lines").path(0).path("kind").asText()).isEqualTo("ok");
    assertThat(lines.path("lines").path(0).path("host").asText()).startsWith("web");
    assertThat(lines.path("lines").path(0).has("at")).isTrue();
    assertThat(lines.path("lines").path(1).path("pieces").path(0).path("text").asText())
        .contains("here it is");
    assertThat(Caller.text(ask("GET", log + "?timestamps=true", "")))
        .containsPattern("(?m)^\\d{4}-\\d\\d-\\d\\dT\\S+Z TASK \\[say : One\\]");
    assertThat(ask("GET", log + "?search=%20", "").statusCode()).isEqualTo(400);
  }

  @Test
  void handlers_are_made_tried_changed_switched_and_removed() {
    String path = "/api/v1/handlers/made";
    HttpResponse<byte[]> wrong =
        ask(
            "PUT",
            path,
            "{\"matchers\":[\"alertname=\\\"Made\\\"\"],\"roles\":[\"nope\"],\"mod\":1}");
    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(Caller.text(wrong)).contains("nope", "mod");
    String good =
        "{\"matchers\":[\"alertname=\\\"Made\\\"\"],\"roles\":[\"note\"],\"min_age\":\"0s\"}";
    assertThat(Caller.text(ask("POST", path + "/try", good))).contains("\"handler\":\"made\"");
    assertThat(json("/api/v1/handlers").toString()).doesNotContain("made");
    assertThat(ask("PUT", path, good).statusCode()).isEqualTo(201);
    assertThat(ask("PUT", path, good).statusCode()).isEqualTo(200);
    JsonNode made = handler("made");
    assertThat(made.path("origin").asText()).isEqualTo("api");
    assertThat(made.path("mode").asText()).isEqualTo("observe");
    assertThat(ask("POST", path + "/mode", "{\"mode\":\"auto\"}").statusCode()).isEqualTo(422);
    assertThat(ask("POST", path + "/mode", "{\"reason\":\"x\"}").statusCode()).isEqualTo(422);
    ask("POST", path + "/mode", "{\"mode\":\"auto\",\"reason\":\"it was right\"}");
    assertThat(handler("made").path("switched").path("reason").asText()).isEqualTo("it was right");
    call.as(ADMIN, "POST", "/api/v1/alerts", Alerts.notification(Alerts.firing("Made", "web3")));
    Waiting.until(
        "the handler to act", () -> !json("/api/v1/runs?handler=made").path("runs").isEmpty());
    assertThat(ask("DELETE", path, "").statusCode()).isEqualTo(204);
    assertThat(ask("DELETE", path, "").statusCode()).isEqualTo(404);
    assertThat(audit())
        .contains("handler make", "handler mode auto, was observe", "handler delete");
  }

  private JsonNode handler(String name) {
    for (JsonNode one : json("/api/v1/handlers").path("handlers")) {
      if (one.path("name").asText().equals(name)) {
        return one;
      }
    }
    throw new AssertionError("no handler " + name);
  }

  @Test
  void a_handler_of_the_file_is_switched_and_nothing_else_until_the_file_says_otherwise() {
    assertThat(Caller.text(ask("PUT", "/api/v1/handlers/Known", "{}")))
        .contains("stands in the configuration");
    assertThat(Caller.text(ask("DELETE", "/api/v1/handlers/Known", "")))
        .contains("stands in the configuration");
    String mode = "/api/v1/handlers/Known/mode";
    ask("POST", mode, "{\"mode\":\"observe\",\"reason\":\"it breaks things\"}");
    assertThat(handler("Known").path("mode").asText()).isEqualTo("observe");
    String file = String.join("\n", room.lines("promansible.yml")) + "\n";
    room.write("promansible.yml", file.replace("mode: auto", "mode: approve"));
    assertThat(ask("POST", "/-/reload", "").statusCode()).isEqualTo(200);
    assertThat(handler("Known").path("mode").asText()).isEqualTo("approve");
    room.write("promansible.yml", file);
    assertThat(ask("POST", "/-/reload", "").statusCode()).isEqualTo(200);
    assertThat(handler("Known").path("mode").asText()).isEqualTo("observe");
    ask("POST", mode, "{\"mode\":\"auto\",\"reason\":\"mended\"}");
    assertThat(handler("Known").path("switched").isNull()).isTrue();
  }

  @Test
  void numbers_nodes_and_alert_types_are_for_who_sees_everything() {
    call.as(ADMIN, "POST", "/api/v1/alerts", Alerts.notification(Alerts.firing("Counted", "web4")));
    assertThat(json("/api/v1/overview").path("received").asInt()).isPositive();
    assertThat(json("/api/v1/nodes").path("nodes").path(0).path("alive").asBoolean()).isTrue();
    JsonNode types = json("/api/v1/alert-types").path("types");
    assertThat(types.findValuesAsText("alertname")).contains("Counted");
    add("wendy", "none", "web-people");
    try (var wendy = visitor()) {
      wendy.logIn("wendy", PASSWORD);
      for (String path : List.of("/api/v1/overview", "/api/v1/nodes", "/api/v1/alert-types")) {
        assertThat(wendy.send("GET", path, null).statusCode()).as(path).isEqualTo(403);
      }
    }
  }

  /** A follower of the stream. */
  private final class Follower implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> lines = new CopyOnWriteArrayList<>();

    Follower(String query, String... headers) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(service.url() + "/api/v1/events" + query))
              .header("Authorization", "Bearer " + ADMIN);
      if (headers.length > 0) {
        request.headers(headers);
      }
      try {
        Stream<String> body = http.send(request.build(), BodyHandlers.ofLines()).body();
        Thread reader =
            new Thread(() -> {
              try {
                body.forEach(lines::add);
              } catch (UncheckedIOException e) {
                // The test is over.
              }
            });
        reader.setDaemon(true);
        reader.start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      await("event: hello");
    }

    void await(String line) {
      Waiting.until("the stream to say " + line, () -> lines.contains(line));
    }

    String lastId() {
      return lines.stream()
          .filter(l -> l.startsWith("id: "))
          .reduce((a, b) -> b)
          .orElseThrow()
          .substring(4);
    }

    @Override
    public void close() {
      http.shutdownNow();
    }
  }

  @Test
  void changes_are_told_and_what_was_missed_is_told_again() {
    try (Follower first = new Follower("")) {
      String id = first.lastId();
      run();
      first.await("event: run");
      first.await("event: audit");
      try (Follower later = new Follower("?about=run", "Last-Event-ID", id)) {
        later.await("event: run");
        assertThat(later.lines).doesNotContain("event: audit", "event: reset");
      }
      try (Follower lost = new Follower("", "Last-Event-ID", "long-ago")) {
        lost.await("event: reset");
      }
    }
    assertThat(ask("GET", "/api/v1/events?about=run,weather", "").statusCode()).isEqualTo(400);
  }
}
