package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Programs;
import io.promansible.kit.Room;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is read by those who are let in: lists, the inventory, metrics. */
abstract class DoorsReadingJourney extends DoorsAccessJourney {
  JsonNode json(String path) {
    HttpResponse<byte[]> response = get(path, "viewer");
    assertThat(response.statusCode()).as(Caller.text(response)).isEqualTo(200);
    return Room.json(Caller.text(response));
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
}
