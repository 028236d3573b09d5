package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Room;
import io.promansible.kit.Visitor;
import io.promansible.kit.Waiting;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Where grants end, what pages show of it, and what happens when they are taken. */
class GrantsTest extends ScopeService {
  @Test
  void a_grant_for_some_handlers_ends_there() {
    try (Visitor dora = visitor()) {
      assertThat(dora.logIn("dora", PASSWORD).statusCode()).isEqualTo(303);
      JsonNode runs = Room.json(dora.send("GET", "/api/v1/runs", null).body()).path("runs");
      assertThat(runs).isNotEmpty();
      assertThat(runs.findValuesAsText("handler")).containsOnly("Db");
      assertThat(dora.send("GET", "/api/v1/handlers", null).body())
          .contains("\"name\":\"Db\"")
          .doesNotContain("\"name\":\"Known\"");
      assertThat(
              dora.json("POST", "/api/v1/runs", "{\"roles\":[\"ping_once\"],\"hosts\":\"sql1\"}")
                  .statusCode())
          .isEqualTo(403);
    }
  }

  @Test
  void a_grant_for_some_roles_ends_there() {
    try (Visitor dan = visitor()) {
      assertThat(dan.logIn("dan", PASSWORD).statusCode()).isEqualTo(303);
      assertThat(
              Room.json(dan.send("GET", "/api/v1/roles", null).body())
                  .path("roles")
                  .findValuesAsText("name"))
          .doesNotContain("note", "ping_once");
      assertThat(Room.json(dan.send("GET", "/api/v1/runs", null).body()).path("runs")).isEmpty();
    }
  }

  @Test
  void a_grant_for_roles_alone_reaches_no_alert_of_other_roles() {
    String alert = idOf("/api/v1/alerts?host=sql1", "alerts");
    try (Visitor rolf = visitor()) {
      assertThat(rolf.logIn("rolf", PASSWORD).statusCode()).isEqualTo(303);
      assertThat(Room.json(rolf.send("GET", "/api/v1/alerts", null).body()).path("alerts"))
          .isEmpty();
      assertThat(
              rolf.json("POST", "/api/v1/alerts/" + alert + "/close", "{\"reason\":\"r\"}")
                  .statusCode())
          .isEqualTo(404);
    }
  }

  @Test
  void who_has_no_grant_at_all_is_not_let_in() {
    add("stranger", "none", "no-people");
    try (Visitor stranger = visitor()) {
      HttpResponse<String> answer = stranger.logIn("stranger", PASSWORD);
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.body()).contains("no grant names");
      assertThat(stranger.cookie("promansible_session")).isEmpty();
    }
  }

  @Test
  void the_start_page_shows_what_waits_and_a_person_decides_there() {
    String page = web.page("/").body();
    assertThat(page)
        .contains("Approve: run it on web1", "Firing", "Done last")
        .doesNotContain("sql1");
    String id = page.replaceAll("(?s).*name=\"id\" value=\"([^\"]+)\".*", "$1");
    String of = idOf("/api/v1/remediations?host=sql1&state=waiting", "remediations");
    assertThat(web.submit("/decide", Map.of("id", of, "decision", "approve")).statusCode())
        .isEqualTo(404);
    assertThat(decided(id, "reject")).contains("Held on web1 is rejected");
    assertThat(decided(id, "approve")).contains("does not wait any more");
  }

  /** What the page says that the browser is sent to. */
  private String decided(String id, String decision) {
    Map<String, String> fields = Map.of("id", id, "decision", decision, "reason", "no");
    HttpResponse<String> sent = web.submit("/decide", fields);
    assertThat(sent.statusCode()).isEqualTo(303);
    return web.page(sent.headers().firstValue("Location").orElseThrow()).body();
  }

  @Test
  void the_pages_say_what_one_may_do() {
    assertThat(web.page("/account").body()).contains("operator (hosts web)");
    assertThat(web.page("/people").statusCode()).isEqualTo(403);
    assertThat(web.submit("/tokens", Map.of("name", "t", "role", "operator", "hosts", "db")).body())
        .contains("pmt_");
  }

  @Test
  void a_stream_ends_when_its_person_may_not_see_it_any_more() {
    add("sam", "none", "web-people");
    try (Visitor sam = visitor()) {
      sam.logIn("sam", PASSWORD);
      HttpResponse<String> run =
          sam.json("POST", "/api/v1/runs", "{\"roles\":[\"wait_once\"],\"hosts\":\"web3\"}");
      assertThat(run.statusCode()).as(run.body()).isEqualTo(202);
      String path = "/api/v1/runs/" + Room.json(run.body()).path("id").asText();
      CompletableFuture<HttpResponse<String>> stream =
          CompletableFuture.supplyAsync(
              () -> sam.send("GET", path + "/events", null, "Accept", "text/event-stream"));
      Waiting.until(
          "the play", () -> all(path + "/events", "events").toString().contains("wait_once"));
      assertThat(stream).isNotDone();
      call.as(ADMIN, "PATCH", "/api/v1/users/sam", "{\"disabled\":true}");
      clock.move(Duration.ofSeconds(6));
      Waiting.until("the end of the stream", stream::isDone);
      assertThat(stream.join().statusCode()).isEqualTo(200);
      assertThat(stream.join().body()).contains("event: end");
    } finally {
      room.write("go", "");
    }
  }
}
