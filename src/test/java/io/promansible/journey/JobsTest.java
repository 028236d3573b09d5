package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Caller;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Playbooks of a repository on stored inventories, by the calls of Pansible's README. */
class JobsTest extends JobsService {
  // The body of the README, with its line breaks as they stand there.
  private static final String INVENTORY =
      """
      {
        "name": "example_inventory",
        "env": "alpha",
        "version": "0.0.1",
        "hosts": "all:
                    hosts:
                      localhost
                    children:
                      webservers:
                        hosts:
                          foo.example[3:5].com:
                      dbservers:
                        hosts:
                          one.example.com:
                          two.example.com:",
        "vars": "all:
                   allkey1: allval1
                   allkey2: allval2
                 webservers:
                   wskey1: wsval1
                   wskey2: wsval2"
      }
      """;

  @Test
  void what_the_readme_of_pansible_stores_is_stored_and_answered_field_by_field() {
    JsonNode made = post("/api/v1/inventory", INVENTORY);
    assertThat(made.path("id").isIntegralNumber()).isTrue();
    for (String field : List.of("name", "env", "version", "hosts", "vars")) {
      assertThat(made.path(field).asText()).isNotEmpty();
    }
    assertThat(made.path("hosts").asText()).contains("foo.example[3:5].com:");
    JsonNode hosts = get("/api/v1/inventories/" + made.path("id").asText() + "/hosts");
    assertThat(hosts.path("hosts"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder(
            "localhost",
            "foo.example3.com",
            "foo.example4.com",
            "foo.example5.com",
            "one.example.com",
            "two.example.com");
    assertThat(hosts.path("groups").path("webservers")).hasSize(3);
    // A version is never changed.
    assertThat(send("POST", "/api/v1/inventory", INVENTORY).statusCode()).isEqualTo(409);
    JsonNode playbook =
        post(
            "/api/v1/playbook",
            """
            {
              "name": "example_playbook",
              "git_repo": "git@some_repo.git",
              "entry": "some_playbook.yml"
            }
            """);
    assertThat(playbook.path("git_repo").asText()).isEqualTo("git@some_repo.git");
    assertThat(playbook.path("entry").asText()).isEqualTo("some_playbook.yml");
    JsonNode app = post("/api/v1/app", "{\"appid\": \"example_app\"}");
    assertThat(app.path("appid").asText()).isEqualTo("example_app");
    long id = app.path("id").asLong();
    post(
        "/api/v1/app/playbook",
        "{\"app_id\": %d, \"playbook_id\": %s}".formatted(id, playbook.path("id")));
    JsonNode whole =
        post(
            "/api/v1/app/inventory",
            "{\"app_id\": %d, \"inventory_id\": %s}".formatted(id, made.path("id")));
    assertThat(whole.path("playbooks").path(0)).isEqualTo(playbook.path("id"));
    assertThat(whole.path("inventories").path(0)).isEqualTo(made.path("id"));
    // What is needed cannot be removed.
    assertThat(send("DELETE", "/api/v1/playbook/" + playbook.path("id"), "").statusCode())
        .isEqualTo(409);
    assertThat(send("DELETE", "/api/v1/inventories/" + made.path("id"), "").statusCode())
        .isEqualTo(409);
    assertThat(send("DELETE", "/api/v1/app/" + id, "").statusCode()).isEqualTo(204);
    assertThat(send("DELETE", "/api/v1/playbook/" + playbook.path("id"), "").statusCode())
        .isEqualTo(204);
  }

  @Test
  void a_job_plays_on_its_own_inventory_with_what_lies_beside_the_playbook() {
    long playbook = playbook("site");
    long inventory = inventory("1", "all: {hosts: {'a[1:3]': }}");
    String uuid = job(playbook, inventory);
    String body =
        "{\"env\": \"alpha\", \"playbook_id\": %d, \"inventory_id\": %d}"
            .formatted(playbook, inventory);
    String once = keyed(body);
    assertThat(keyed(body)).isEqualTo(once).isNotEqualTo(uuid);
    JsonNode job = ended(uuid);
    assertThat(job.path("outcome").asText()).as(job.toString()).isEqualTo("succeeded");
    assertThat(Caller.text(send("GET", "/api/v1/runs/" + uuid + "/log", "")))
        .contains("FROM THE REPOSITORY blue");
    assertThat(get("/api/v1/runs/" + uuid).path("cause").asText()).isEqualTo("job");
    assertThat(get("/api/v1/runs/" + uuid).path("commits").toString()).contains("playbook-");
    JsonNode result = get("/api/v1/job/result/" + uuid);
    assertThat(result).hasSize(3);
    JsonNode one = result.path("a1");
    assertThat(one.path("failures").isNull()).isTrue();
    assertThat(one.path("stats").path("failed").asInt()).isZero();
    assertThat(one.path("stats").path("unreachable").asBoolean()).isFalse();
    assertThat(one.path("stats").path("target").asText()).isEqualTo("a1");
    assertThat(one.path("stats").path("run_id").asText()).isEqualTo(uuid);
    assertThat(one.path("stats").path("job_start_time").asText()).endsWith("Z");
  }

  @Test
  void failures_are_told_by_host_over_a_socket_too_and_only_these_are_played_again() {
    long playbook = playbook("breaks");
    String uuid =
        job(
            playbook,
            inventory(
                "2",
                "all: {children: {good: {hosts: {'g[1:2]': }}, bad: {hosts: {b1: {}, gone: {ansible_connection: ssh, ansible_host: 127.0.0.1, ansible_port: 1}}}}}"));
    List<JsonNode> messages = followed(uuid);
    assertThat(ended(uuid).path("outcome").asText()).isEqualTo("failed");
    JsonNode result = get("/api/v1/job/result/" + uuid);
    assertThat(result.path("b1").path("stats").path("failed").asInt()).isEqualTo(1);
    assertThat(result.path("b1").path("failures").path(0).path("result").asText())
        .contains("it broke here");
    assertThat(result.path("gone").path("stats").path("unreachable").asBoolean()).isTrue();
    assertThat(result.path("g1").path("failures").isNull()).isTrue();
    assertThat(types(messages))
        .contains("changed", "failed", "unreachable", "stats", "task_finish");
    assertThat(messages)
        .allMatch(one -> one.path("_pansible_job").asText().equals(uuid))
        .anyMatch(one ->
            one.path("type").asText().equals("unreachable")
                && one.path("target").asText().equals("gone")
                && one.path("result").path("unreachable").asBoolean());
    String again =
        post("/api/v1/job/" + uuid + "/retry?hosts=failed&commit=same", "").path("uuid").asText();
    ended(again);
    assertThat(get("/api/v1/job/result/" + again).properties().stream().map(e -> e.getKey()))
        .containsExactlyInAnyOrder("b1", "gone");
  }

  private String keyed(String body) {
    return Room.json(
            Caller.text(
                call.send(
                    "POST",
                    "/api/v1/job",
                    body.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                    "Authorization",
                    "Bearer " + ADMIN,
                    "Idempotency-Key",
                    "one")))
        .path("uuid")
        .asText();
  }

  private static Set<String> types(List<JsonNode> messages) {
    return messages.stream().map(one -> one.path("type").asText()).collect(Collectors.toSet());
  }

  /** What a plain client of WebSocket is told, until the end. */
  private List<JsonNode> followed(String uuid) {
    List<JsonNode> messages = new CopyOnWriteArrayList<>();
    URI address =
        URI.create(
            service.url().toString().replaceFirst("^http", "ws") + "/api/v1/job/progress/" + uuid);
    try (HttpClient client = HttpClient.newHttpClient()) {
      client
          .newWebSocketBuilder()
          .header("Authorization", "Bearer " + ADMIN)
          .buildAsync(
              address,
              new WebSocket.Listener() {
                private final StringBuilder text = new StringBuilder();

                @Override
                public CompletionStage<?> onText(
                    WebSocket socket, CharSequence part, boolean last) {
                  text.append(part);
                  if (last) {
                    messages.add(Room.json(text.toString()));
                    text.setLength(0);
                  }
                  socket.request(1);
                  return null;
                }
              })
          .join();
      Waiting.until("the end of the job", () -> types(messages).contains("task_finish"));
    }
    return messages;
  }

  @Test
  void what_is_wrong_is_told_before_anything_runs() {
    HttpResponse<byte[]> broken =
        send(
            "POST",
            "/api/v1/inventory",
            "{\"name\":\"x\",\"env\":\"alpha\",\"version\":\"1\",\"hosts\":\"all: {hosts: [\"}");
    assertThat(broken.statusCode()).isEqualTo(400);
    assertThat(Caller.text(broken)).contains("hosts").contains("line");
    assertThat(
            Caller.text(
                send(
                    "POST",
                    "/api/v1/playbook",
                    "{\"name\":\"x\",\"git_repo\":\"ext::sh\",\"entry\":\"../x.yml\"}")))
        .contains("git_repo");
    assertThat(Caller.text(send("POST", "/api/v1/job", "{\"env\":\"alpha\",\"playbok_id\":1}")))
        .contains("did you mean 'playbook_id'?");
    long inventory = inventory("3", "all: {hosts: {a1: }}");
    assertThat(
            send(
                    "POST",
                    "/api/v1/job",
                    "{\"env\":\"beta\",\"playbook_id\":%d,\"inventory_id\":%d}"
                        .formatted(playbook("other"), inventory))
                .statusCode())
        .isEqualTo(400);
    long nowhere =
        post(
                "/api/v1/playbook",
                "{\"name\":\"nowhere\",\"git_repo\":\"/nowhere/at/all.git\",\"entry\":\"x.yml\"}")
            .path("id")
            .asLong();
    JsonNode job = ended(job(nowhere, inventory));
    assertThat(job.path("outcome").asText()).isEqualTo("not_started");
    assertThat(job.path("reason").asText()).contains("cannot be fetched");
  }

  @Test
  void who_may_not_run_on_all_hosts_runs_no_job() {
    add("olaf", "operator");
    long playbook = playbook("asked");
    long inventory = inventory("4", "all: {hosts: {a1: }}");
    String body =
        "{\"env\":\"alpha\",\"playbook_id\":%d,\"inventory_id\":%d}".formatted(playbook, inventory);
    assertThat(visitor().send("POST", "/api/v1/job", body).statusCode()).isEqualTo(401);
    add("viola", "viewer");
    assertThat(
            visitor()
                .send(
                    "POST",
                    "/api/v1/job",
                    body,
                    "Authorization",
                    "Basic "
                        + java.util.Base64.getEncoder()
                            .encodeToString(
                                ("viola:" + PASSWORD)
                                    .getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .statusCode())
        .isIn(401, 403);
  }
}
