package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Programs;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import io.promansible.wiring.Service;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers see: tokens, refusals, lists, the inventory, metrics, reload. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoorsTest {
  private static final byte[] NOTHING = new byte[0];
  private static final String JSON = "application/json";

  private Room room;
  private Service service;
  private Caller call;

  @BeforeAll
  void open(@TempDir Path folder) {
    room = new Room(folder);
    for (String name : List.of("webhook", "inventory", "viewer", "operator", "admin")) {
      room.write(name, name + "-secret-token");
    }
    room.write(
        "hosts.yml",
        Room.LOCAL_HOSTS + "other:\n  hosts: {safe1: {ansible_password: canary-password}}\n");
    service = Service.start(room.configure(configuration("")).file("promansible.yml"), Map.of());
    call = new Caller(service.url());
    Waiting.until("readiness", () -> call.send("GET", "/-/ready", NOTHING).statusCode() == 200);
  }

  private static String configuration(String more) {
    StringBuilder text = new StringBuilder("intake: {body_max: 1MiB}\naccess:\n  tokens:\n");
    for (String name : List.of("webhook", "inventory", "viewer", "operator", "admin")) {
      text.append("    - {name: %s, role: %s, token_file: ./%s}\n".formatted(name, name, name));
    }
    return text
        + "handlers:\n"
        + Room.handler("Known", "note", "").replace("mode: auto", "mode: observe")
        + more;
  }

  @AfterAll
  void close() {
    call.close();
    service.close();
    room.close();
  }

  private static String bearer(String name) {
    return "Bearer " + name + "-secret-token";
  }

  private HttpResponse<byte[]> get(String path, String who) {
    return call.send("GET", path, NOTHING, "Authorization", bearer(who));
  }

  private JsonNode json(String path) {
    HttpResponse<byte[]> response = get(path, "viewer");
    assertThat(response.statusCode()).as(Caller.text(response)).isEqualTo(200);
    return Room.json(Caller.text(response));
  }

  private HttpResponse<byte[]> deliver(String path, String body, String type) {
    return call.send(
        "POST",
        path,
        body.getBytes(StandardCharsets.UTF_8),
        "Authorization",
        bearer("webhook"),
        "Content-Type",
        type);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/api/v1/runs,viewer,200",
    "GET,/api/v1/runs,webhook,403",
    "GET,/api/v1/runs,wrong,401",
    "GET,/api/v1/alerts,inventory,403",
    "GET,/api/v1/inventory,inventory,200",
    "GET,/api/v1/inventory,viewer,200",
    "GET,/api/v1/inventory,webhook,403",
    "GET,/metrics,viewer,200",
    "GET,/metrics,wrong,401",
    "GET,/api/v1/roles,viewer,200",
    "GET,/api/v1/handlers,viewer,200",
    "GET,/api/v1/remediations,operator,200",
    "POST,/-/reload,operator,403",
    "POST,/api/v1/runs/01a1fd1a-5028-79e1-a9f0-0058b6412e2d/cancel,viewer,403",
    "POST,/api/v1/runs/01a1fd1a-5028-79e1-a9f0-0058b6412e2d/cancel,operator,404",
    "GET,/-/healthy,wrong,200",
    "GET,/-/ready,wrong,200"
  })
  void a_token_may_what_its_role_says(String method, String path, String who, int status) {
    assertThat(call.send(method, path, NOTHING, "Authorization", bearer(who)).statusCode())
        .isEqualTo(status);
  }

  @Test
  void without_a_token_nothing_is_told_and_no_body_is_read() {
    HttpResponse<byte[]> response =
        call.send(
            "POST",
            "/api/v1/alerts",
            "{not json".getBytes(StandardCharsets.UTF_8),
            "Content-Type",
            JSON);
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(response.headers().firstValue("WWW-Authenticate")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/alerts", "/api/v1/alerts/", "/api/v1/alerts?source=default"})
  void the_webhook_answers_with_and_without_a_slash(String path) {
    assertThat(
            deliver(path, Alerts.notification(Alerts.firing("Known", "web1")), JSON).statusCode())
        .isEqualTo(200);
  }

  @Test
  void basic_authentication_opens_too() {
    String basic =
        java.util.Base64.getEncoder()
            .encodeToString("webhook:webhook-secret-token".getBytes(StandardCharsets.UTF_8));
    assertThat(
            call.send(
                    "POST",
                    "/api/v1/alerts",
                    Alerts.notification().getBytes(StandardCharsets.UTF_8),
                    "Content-Type",
                    JSON,
                    "Authorization",
                    "Basic " + basic)
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void what_is_no_notification_is_refused_in_its_own_words() {
    HttpResponse<byte[]> noAlerts = deliver("/api/v1/alerts", "{\"hello\": 1}", JSON);
    assertThat(noAlerts.statusCode()).isEqualTo(400);
    assertThat(Room.json(Caller.text(noAlerts)).path("errors").get(0).path("pointer").asText())
        .isEqualTo("alerts");
    assertThat(deliver("/api/v1/alerts", "not json", JSON).statusCode()).isEqualTo(400);
    assertThat(deliver("/api/v1/alerts", "", JSON).statusCode()).isEqualTo(400);
    assertThat(deliver("/api/v1/alerts", "a=b", "application/x-www-form-urlencoded").statusCode())
        .isEqualTo(415);
    assertThat(
            call.send(
                    "POST",
                    "/api/v1/alerts",
                    Alerts.notification().getBytes(StandardCharsets.UTF_8),
                    "Authorization",
                    bearer("webhook"))
                .statusCode())
        .isEqualTo(415);
    assertThat(deliver("/api/v1/alerts", "x".repeat(2 << 20), JSON).statusCode()).isEqualTo(413);
    assertThat(Caller.text(deliver("/api/v1/alerts", "x".repeat(2 << 20), JSON)))
        .contains("intake.body_max");
    assertThat(get("/api/v1/alerts/nothing/here", "viewer").statusCode()).isEqualTo(404);
    assertThat(
            call.send("DELETE", "/api/v1/alerts", NOTHING, "Authorization", bearer("admin"))
                .statusCode())
        .isEqualTo(405);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/runs?state=done,state", "/api/v1/runs?outcome=good,outcome",
        "/api/v1/runs?since=yesterday,since", "/api/v1/runs?limit=0,limit",
    "/api/v1/runs?cursor=xyz,cursor", "/api/v1/runs/not-an-id,id",
        "/api/v1/alerts?state=burning,state", "/api/v1/remediations?outcome=good,outcome",
    "/api/v1/inventory/targets?port=0,port"
  })
  void a_wrong_parameter_is_named(String path, String parameter) {
    HttpResponse<byte[]> response = get(path, "viewer");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(Caller.text(response)).contains("\"pointer\":\"" + parameter + "\"");
  }

  @Test
  void what_is_not_there_is_a_problem_too() {
    for (String path :
        List.of(
            "/api/v1/runs/01a1fd1a-5028-79e1-a9f0-0058b6412e2d",
            "/api/v1/remediations/01a1fd1a-5028-79e1-a9f0-0058b6412e2d",
            "/api/v1/inventory/hosts/nobody",
            "/nowhere")) {
      HttpResponse<byte[]> response = get(path, "viewer");
      assertThat(response.statusCode()).isEqualTo(404);
      assertThat(response.headers().firstValue("Content-Type"))
          .hasValue("application/problem+json");
    }
  }

  @Test
  void a_list_is_paged_without_gap_or_repeat() {
    for (int i = 0; i < 5; i++) {
      deliver(
          "/api/v1/alerts",
          Alerts.notification(
              Alerts.firing("Paged", "host" + i), Alerts.firing("Paged", "other" + i)),
          JSON);
    }
    List<String> seen = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = json("/api/v1/alerts?alertname=Paged&limit=3" + cursor);
      page.path("alerts")
          .forEach(alert -> seen.add(alert.path("labels").path("instance").asText()));
      cursor = page.path("cursor").isNull() ? "" : "&cursor=" + page.path("cursor").asText();
    } while (!cursor.isEmpty());
    assertThat(seen).hasSize(10).doesNotHaveDuplicates();
    assertThat(seen.getLast()).endsWith("0");
  }

  @Test
  void the_inventory_is_compressed_revalidated_and_hides_passwords() throws IOException {
    HttpResponse<byte[]> plain = get("/api/v1/inventory", "inventory");
    assertThat(Caller.text(plain))
        .contains("_meta")
        .contains("safe1")
        .doesNotContain("canary-password");
    String etag = plain.headers().firstValue("ETag").orElseThrow();
    HttpResponse<byte[]> again =
        call.send(
            "GET",
            "/api/v1/inventory",
            NOTHING,
            "Authorization",
            bearer("inventory"),
            "If-None-Match",
            etag);
    assertThat(again.statusCode()).isEqualTo(304);
    HttpResponse<byte[]> zipped =
        call.send(
            "GET",
            "/api/v1/inventory",
            NOTHING,
            "Authorization",
            bearer("inventory"),
            "Accept-Encoding",
            "gzip");
    assertThat(zipped.headers().firstValue("Content-Encoding")).hasValue("gzip");
    try (var in =
        new java.util.zip.GZIPInputStream(new java.io.ByteArrayInputStream(zipped.body()))) {
      assertThat(in.readAllBytes()).isEqualTo(plain.body());
    }
    assertThat(Caller.text(get("/api/v1/inventory/hosts/safe1", "inventory")))
        .doesNotContain("canary-password")
        .contains("********");
    assertThat(Caller.text(get("/api/v1/inventory/targets?group=web&port=9100", "inventory")))
        .contains("web1:9100")
        .doesNotContain("safe1");
  }

  @Test
  void ansible_takes_the_inventory_script() {
    Map<String, String> environment =
        Map.of(
            "PROMANSIBLE_URL",
            service.url().toString(),
            "PROMANSIBLE_TOKEN_FILE",
            room.file("inventory").toString());
    Programs.Result listed =
        Programs.attempt(
            List.of("ansible-inventory", "-i", "playbooks/geninventory.py", "--graph"),
            environment);
    assertThat(listed.output()).contains("@web:", "|--web1", "|--safe1");
    assertThat(
            Programs.attempt(List.of("playbooks/geninventory.py", "--host", "six"), environment)
                .output())
        .contains("fd00::6");
    Programs.Result refused =
        Programs.attempt(
            List.of("playbooks/geninventory.py", "--list"),
            Map.of("PROMANSIBLE_URL", service.url().toString()));
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.output()).contains("401");
  }

  @Test
  void the_metrics_are_what_promtool_likes() throws IOException {
    deliver("/api/v1/alerts", Alerts.notification(Alerts.firing("Known", "web9")), JSON);
    String metrics = Caller.text(get("/metrics", "viewer"));
    assertThat(metrics)
        .contains(
            "promansible_notifications_total{answer=\"200\",}",
            "promansible_decisions_total{reason=\"observe\",}",
            "promansible_queue_runs",
            "promansible_build_info")
        .contains("promansible_inventory_hosts", "promansible_config_last_reload_successful 1.0");
    Path file =
        Files.writeString(
            room.file("metrics.txt"),
            metrics
                .lines()
                .filter(line -> line.contains("promansible_"))
                .reduce("", (a, b) -> a + b + "\n"));
    Programs.Result result =
        Programs.attempt(List.of("sh", "-c", "promtool check metrics < " + file), Map.of());
    assertThat(result.exit()).as(result.output()).isZero();
  }

  @Test
  void roles_and_handlers_are_listed() {
    assertThat(json("/api/v1/roles").path("roles").findValuesAsText("name"))
        .contains("note", "fail");
    room.role("fresh", "[]");
    assertThat(json("/api/v1/roles").path("roles").findValuesAsText("name")).contains("fresh");
    assertThat(json("/api/v1/handlers").path("handlers").get(0).path("matchers").get(0).asText())
        .isEqualTo("alertname=\"Known\"");
  }

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
