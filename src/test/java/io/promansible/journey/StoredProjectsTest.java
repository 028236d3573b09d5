package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Caller;
import io.promansible.kit.GitRepository;
import io.promansible.kit.Portal;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Projects that people make by the API and in the portal, beside those of the configuration. */
class StoredProjectsTest extends PeopleService {
  private GitRepository repository;

  @Override
  void prepare() {
    repository = new GitRepository(room.file("git"));
    repository.role("from_git", "first").push("First");
  }

  private HttpResponse<byte[]> send(String method, String path, String body) {
    return call.as(ADMIN, method, path, body);
  }

  private JsonNode get(String path) {
    return Room.json(Caller.text(send("GET", path, "")));
  }

  private void awaitCommit(String name) {
    Waiting.until(
        "the project " + name,
        () -> !get("/api/v1/projects/" + name).path("commit").asText("").isEmpty());
  }

  @Test
  void a_project_is_made_used_by_a_handler_kept_while_it_is_needed_and_removed() {
    String spec = "{\"url\": \"%s\", \"refresh\": \"0s\"}".formatted(repository.bare());
    assertThat(send("PUT", "/api/v1/projects/tools", spec).statusCode()).isEqualTo(201);
    awaitCommit("tools");
    assertThat(get("/api/v1/roles").toString()).contains("\"tools/from_git\"");
    assertThat(send("PUT", "/api/v1/projects/tools", spec).statusCode()).isEqualTo(200);
    // The configuration may name its roles, also at its next start.
    String before = String.join("\n", room.lines("promansible.yml")) + "\n";
    room.write("promansible.yml", before + Room.handler("Tools", "tools/from_git", ""));
    assertThat(send("POST", "/-/reload", "").statusCode()).isEqualTo(200);
    HttpResponse<byte[]> needed = send("DELETE", "/api/v1/projects/tools", "");
    assertThat(needed.statusCode()).isEqualTo(409);
    assertThat(Caller.text(needed)).contains("would be faulty").contains("from_git");
    assertThat(get("/api/v1/roles").toString()).contains("\"tools/from_git\"");
    room.write("promansible.yml", before);
    assertThat(send("POST", "/-/reload", "").statusCode()).isEqualTo(200);
    assertThat(send("DELETE", "/api/v1/projects/tools", "").statusCode()).isEqualTo(204);
    assertThat(send("GET", "/api/v1/projects/tools", "").statusCode()).isEqualTo(404);
    assertThat(Caller.text(send("GET", "/api/v1/audit?subject=tools", "")))
        .contains("project.make")
        .contains("project.remove");
  }

  @Test
  void a_handler_that_people_made_keeps_the_project_too_and_a_changed_address_is_fetched() {
    String spec = "{\"url\": \"%s\", \"refresh\": \"0s\"}";
    send("PUT", "/api/v1/projects/kit", spec.formatted(repository.bare()));
    awaitCommit("kit");
    String first = get("/api/v1/projects/kit").path("commit").asText();
    assertThat(
            send(
                    "PUT",
                    "/api/v1/handlers/kit",
                    "{\"matchers\": [\"alertname=\\\"Kit\\\"\"], \"roles\": [\"kit/from_git\"], \"mode\": \"observe\"}")
                .statusCode())
        .isEqualTo(201);
    HttpResponse<byte[]> needed = send("DELETE", "/api/v1/projects/kit", "");
    assertThat(needed.statusCode()).isEqualTo(409);
    assertThat(Caller.text(needed)).contains("the handler kit needs its roles");
    GitRepository other = new GitRepository(room.file("other"));
    String second = other.role("from_git", "second").push("Second");
    assertThat(second).isNotEqualTo(first);
    send("PUT", "/api/v1/projects/kit", spec.formatted(other.bare()));
    Waiting.until(
        "the commit of the other repository",
        () -> get("/api/v1/projects/kit").path("commit").asText().equals(second));
    // A repository that cannot be reached leaves the last good commit in force, and says so.
    send("PUT", "/api/v1/projects/kit", spec.formatted(room.file("nowhere")));
    Waiting.until(
        "the trouble", () -> !get("/api/v1/projects/kit").path("trouble").asText().isEmpty());
    assertThat(get("/api/v1/projects/kit").path("commit").asText()).isEqualTo(second);
    assertThat(send("DELETE", "/api/v1/handlers/kit", "").statusCode()).isEqualTo(204);
    assertThat(send("DELETE", "/api/v1/projects/kit", "").statusCode()).isEqualTo(204);
  }

  @Test
  void what_is_wrong_is_told_and_no_file_of_the_service_is_lent_to_a_stranger() {
    room.write("keys/own", "a token\n").write("secret", "of the service\n");
    assertThat(
            Caller.text(send("PUT", "/api/v1/projects/bad", "{\"url\": \"ext::sh\", \"rfe\": 1}")))
        .contains("url")
        .contains("did you mean 'ref'?");
    assertThat(
            Caller.text(
                send(
                    "PUT",
                    "/api/v1/projects/bad",
                    "{\"url\": \"https://git.example.org/x.git\", \"token_file\": \"secret\"}")))
        .contains("must name a file in");
    assertThat(send("GET", "/api/v1/projects/bad", "").statusCode()).isEqualTo(404);
    assertThat(
            send(
                    "PUT",
                    "/api/v1/projects/own",
                    "{\"url\": \"%s\", \"token_file\": \"keys/own\"}".formatted(repository.bare()))
                .statusCode())
        .isEqualTo(201);
    awaitCommit("own");
  }

  @Test
  void an_admin_makes_one_in_the_portal() {
    try (Portal portal = new Portal(service.url())) {
      add("pia", "admin");
      Portal.Window pia = portal.window().logIn("pia", PASSWORD);
      pia.open("/projects");
      pia.page().click("text=Add or change a project");
      pia.page().fill("[name=name]", "by_hand");
      pia.page().fill("[name=url]", "ext::sh");
      pia.page().click("button:has-text('Fetch it')");
      pia.page().locator(".fault").waitFor();
      assertThat(pia.page().inputValue("[name=name]")).isEqualTo("by_hand");
      pia.page().fill("[name=url]", repository.bare().toString());
      pia.page().click("button:has-text('Fetch it')");
      pia.await("is fetched now");
      awaitCommit("by_hand");
      pia.open("/projects").await("by_hand");
      assertThat(pia.barriers()).isEmpty();
      pia.picture("projects");
      pia.page().click("summary:has-text('Remove')");
      pia.page().click("button:has-text('Remove by_hand')");
      pia.await("The project by_hand is removed.");
      assertThat(pia.complaints()).isEmpty();
    }
  }
}
