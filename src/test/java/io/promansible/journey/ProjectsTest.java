package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.GitRepository;
import io.promansible.kit.Portal;
import io.promansible.kit.Room;
import io.promansible.kit.Visitor;
import io.promansible.kit.Waiting;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Roles of a git repository: fetched, run at their commit, run again, and refused. */
class ProjectsTest extends PeopleService {
  private GitRepository repository;

  @Override
  String database() {
    return "projects: [{name: infra, url: '%s', refresh: 0s, webhook_secret_file: ./hook}]"
        .formatted(repository.bare());
  }

  @Override
  String handlers() {
    return super.handlers()
        + Room.handler("Bare", "from-git.v2", "")
        + Room.handler("Full", "infra/from-git.v2", "");
  }

  @Override
  void prepare() {
    room.write("hook", "a secret of the hook\n");
    repository = new GitRepository(room.file("git"));
    says("first");
  }

  private String says(String text) {
    return repository
        .role("from-git.v2", text)
        .write(
            "playbooks/alert/roles/from-git.v2/meta/argument_specs.yml",
            "argument_specs: {main: {options: {from_git_v2_words: {type: str, default: none}}}}\n")
        .write("playbooks/alert/roles/from-git.v2/defaults/main.yml", "from_git_v2_words: none\n")
        .push(text);
  }

  private JsonNode get(String path) {
    return Room.json(Caller.text(call.as(ADMIN, "GET", path, "")));
  }

  private JsonNode post(String path) {
    return Room.json(Caller.text(call.as(ADMIN, "POST", path, "")));
  }

  private String commit() {
    return get("/api/v1/projects/infra").path("commit").asText();
  }

  /** Sends an alert, and returns its run once that has ended. */
  private JsonNode ran(String alertname, String host) {
    call.as(ADMIN, "POST", "/api/v1/alerts", Alerts.notification(Alerts.firing(alertname, host)));
    String path = "/api/v1/runs?state=finished&handler=%s&host=%s".formatted(alertname, host);
    Waiting.until(
        "the run of " + alertname + " on " + host, () -> !get(path).path("runs").isEmpty());
    return get("/api/v1/runs/" + get(path).path("runs").path(0).path("id").asText());
  }

  private String log(JsonNode run) {
    return Caller.text(
        call.as(ADMIN, "GET", "/api/v1/runs/" + run.path("id").asText() + "/log", ""));
  }

  @Test
  void roles_of_a_repository_run_at_its_commit_and_again_at_the_same_or_the_newest() {
    String first = commit();
    assertThat(get("/api/v1/roles").toString()).contains("\"infra/from-git.v2\"");
    JsonNode bare = ran("Bare", "web1");
    assertThat(bare.path("outcome").asText()).isEqualTo("succeeded");
    assertThat(bare.path("commits").path("infra").asText()).isEqualTo(first);
    assertThat(log(bare)).contains("first");
    assertThat(ran("Full", "web2").path("outcome").asText()).isEqualTo("succeeded");
    String second = says("second");
    assertThat(post("/api/v1/projects/infra/refresh").path("commit").asText()).isEqualTo(second);
    JsonNode newer = ran("Bare", "web3");
    assertThat(newer.path("commits").path("infra").asText()).isEqualTo(second);
    assertThat(log(newer)).contains("second");
    for (String which : new String[] {"same", "newest"}) {
      String again =
          post("/api/v1/runs/" + bare.path("id").asText() + "/retry?commit=" + which)
              .path("id")
              .asText();
      Waiting.until(
          "the run again",
          () -> get("/api/v1/runs/" + again).path("state").asText().equals("finished"));
      assertThat(log(get("/api/v1/runs/" + again)))
          .contains(which.equals("same") ? "first" : "second");
    }
  }

  @Test
  void a_commit_that_breaks_the_configuration_stays_out_and_is_told() {
    String good = commit();
    repository
        .write("playbooks/alert/roles/from-git.v2/meta/promansible.yml", "clas: safe\n")
        .push("Broken");
    JsonNode refused = post("/api/v1/projects/infra/refresh");
    assertThat(refused.path("trouble").asText()).contains("not put in force").contains("clas");
    assertThat(refused.path("commit").asText()).isEqualTo(good);
    assertThat(Caller.text(call.as(ADMIN, "GET", "/-/ready", ""))).contains("infra: the commit");
    assertThat(Caller.text(call.as(ADMIN, "GET", "/metrics", "")))
        .contains("promansible_project_last_fetch_successful");
    try (Portal portal = new Portal(service.url())) {
      add("pat", "operator");
      Portal.Window pat = portal.window().logIn("pat", PASSWORD);
      pat.open("/projects").await("The commit above stays in force.");
      assertThat(pat.barriers()).isEmpty();
      repository.git("rm", "-q", "playbooks/alert/roles/from-git.v2/meta/promansible.yml");
      repository.push("Mended");
      pat.page().click("text=Look now");
      pat.await("Looked at the repository of infra.");
      pat.picture("projects");
      assertThat(pat.text()).contains("in force").doesNotContain("stays in force");
    }
    assertThat(get("/api/v1/projects/infra").path("trouble").asText()).isEmpty();
  }

  @Test
  void the_git_host_tells_of_a_push_by_a_secret() {
    Visitor nobody = visitor();
    assertThat(hook(nobody, "wrong").statusCode()).isEqualTo(403);
    String pushed = says("third");
    assertThat(hook(nobody, "a secret of the hook").statusCode()).isEqualTo(202);
    Waiting.until("the push to be in force", () -> commit().equals(pushed));
    assertThat(
            nobody
                .send("POST", "/api/v1/projects/other/hook", "{}", "X-Gitlab-Token", "x")
                .statusCode())
        .isEqualTo(403);
  }

  private static HttpResponse<String> hook(Visitor nobody, String token) {
    return nobody.send(
        "POST",
        "/api/v1/projects/infra/hook",
        "{}",
        "X-Gitlab-Token",
        token,
        "Content-Type",
        "application/json");
  }
}
