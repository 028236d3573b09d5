package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Caller;
import io.promansible.kit.Chromium;
import io.promansible.kit.FilesWith;
import io.promansible.kit.Keycloak;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People log in by a real Keycloak, in a real Chromium. */
class OidcTest extends PeopleService {
  private static final String BUTTON = "Log in with Example";
  private static final String SIGN_IN = "Sign In";

  @TempDir Path profile;
  private Keycloak keycloak;

  @Override
  void prepare() {
    keycloak = new Keycloak(room.file("keycloak"));
    room.write("client", Keycloak.CLIENT_SECRET);
  }

  @Override
  String access() {
    return """
      oidc: {issuer: '%s', client_id: promansible, client_secret_file: ./client, name: Example, timeout: 30s}
      grants:
        - {group: ops-db, role: operator, hosts: db}
        - {user: lost, role: viewer}
    """
        .formatted(keycloak.issuer());
  }

  @AfterAll
  void stop() {
    for (String secret : List.of(Keycloak.CLIENT_SECRET, "-secret", "eyJhbGciOi")) {
      assertThat(FilesWith.text(room.file("data"), secret)).as(secret).isEmpty();
    }
    keycloak.close();
  }

  private URI at(String path) {
    return service.url().resolve(path);
  }

  private Chromium atKeycloak(String name) {
    Chromium browser = new Chromium(profile);
    browser.open(at("/tokens")).await("Log in").press(BUTTON);
    return browser.type("username", name).type("password", name + "-secret").press(SIGN_IN);
  }

  @Test
  void a_person_logs_in_by_the_provider_gets_the_rights_of_the_groups_and_logs_out_there_too()
      throws Exception {
    try (Chromium browser = atKeycloak("ann")) {
      // Back to the page that was asked for.
      browser.await("There are no tokens yet");
      assertThat(browser.address().getPath()).isEqualTo("/tokens");
      browser.open(at("/account")).await("operator (hosts db)").await("Your groups: ops-db");
      assertThat(Caller.text(call.as(ADMIN, "GET", "/api/v1/users/ann", "")))
          .contains("\"provider\":\"oidc\"");

      browser.press("Log out").await("Password");
      assertThat(browser.address().getPath()).isEqualTo("/login");
      assertThat(browser.hasCookie("promansible_session")).isFalse();
      // Keycloak asks again, too.
      browser.press(BUTTON).await(SIGN_IN);
    }
    assertThat(audit()).contains("\"who\":\"ann\",\"action\":\"log in\"", "\"log out\"");
    String id =
        keycloak.admin("GET", "/users?username=ann&exact=true", "").path(0).path("id").asText();
    assertThat(id).isNotEmpty();
    assertThat(Files.readString(room.file("client"))).isEqualTo(Keycloak.CLIENT_SECRET);
  }

  @Test
  void who_has_no_grant_is_told_so_and_not_let_in() {
    try (Chromium browser = atKeycloak("bob")) {
      browser
          .await("You are not let in")
          .await("no grant names 'bob' or one of the groups viewers");
      assertThat(browser.hasCookie("promansible_session")).isFalse();
    }
    assertThat(call.as(ADMIN, "GET", "/api/v1/users/bob", "").statusCode()).isEqualTo(404);
  }

  @Test
  void new_keys_of_the_provider_are_taken_and_a_provider_that_is_down_lets_nobody_in() {
    try (Chromium browser = atKeycloak("ann")) {
      browser.await("There are no tokens yet");
      browser.press("Log out").await("Password");
      keycloak.changeKeys();
      browser.open(at("/tokens")).await("Log in").press(BUTTON);
      browser.type("username", "ann").type("password", "ann-secret").press(SIGN_IN);
      browser.await("There are no tokens yet");

      keycloak.stop();
      browser.open(at("/account")).await("operator (hosts db)");
      // Ten minutes are as long as what is known of a provider is believed.
      clock.move(java.time.Duration.ofMinutes(11));
      HttpResponse<byte[]> begun = call.send("GET", "/login/oidc", new byte[0]);
      assertThat(begun.statusCode()).isEqualTo(502);
      assertThat(Caller.text(begun)).contains("Example", "cannot be asked");
      browser.open(at("/account")).await("operator (hosts db)");
    } finally {
      keycloak.start();
    }
  }

  @Test
  void an_answer_that_was_not_asked_for_in_this_browser_is_refused() {
    for (String query : new String[] {"code=x&state=y", "error=access_denied&state=y", ""}) {
      HttpResponse<byte[]> answer = call.send("GET", "/login/oidc/callback?" + query, new byte[0]);
      assertThat(answer.statusCode()).as(query).isEqualTo(502);
      assertThat(Caller.text(answer)).contains("was not begun in this browser");
    }
    HttpResponse<byte[]> otherState =
        call.send(
            "GET",
            "/login/oidc/callback?code=x&state=y",
            new byte[0],
            "Cookie",
            "promansible_oidc=mine.nonce." + "v".repeat(43) + ".Lw");
    assertThat(otherState.statusCode()).isEqualTo(502);
  }

  @Test
  void an_account_of_the_same_name_is_not_taken_over() {
    add("lost", "viewer");
    make("lost");
    try (Chromium browser = atKeycloak("lost")) {
      browser.await("belongs to another person here");
      assertThat(browser.hasCookie("promansible_session")).isFalse();
    }
  }

  private String make(String name) {
    keycloak.admin(
        "POST",
        "/users",
        """
        {"username":"%1$s","enabled":true,"email":"%1$s@example.org","emailVerified":true,"firstName":"F","lastName":"L",
         "groups":["/ops/ops-db"],"credentials":[{"type":"password","value":"%1$s-secret","temporary":false}]}
        """
            .formatted(name));
    return keycloak
        .admin("GET", "/users?exact=true&username=" + name, "")
        .path(0)
        .path("id")
        .asText();
  }

  @Test
  void who_is_disabled_stays_so_under_another_name() {
    String id = make("moved");
    try (Chromium browser = atKeycloak("moved")) {
      browser.await("There are no tokens yet");
      call.as(ADMIN, "PATCH", "/api/v1/users/moved", "{\"disabled\":true}");
      keycloak.admin("PUT", "", "{\"editUsernameAllowed\":true}");
      keycloak.admin("PUT", "/users/" + id, "{\"username\":\"moved2\"}");
      browser.open(at("/tokens")).await("Log in").press(BUTTON);
      browser.await("this account is disabled");
    }
    assertThat(call.as(ADMIN, "GET", "/api/v1/users/moved2", "").statusCode()).isEqualTo(404);
  }

  @Test
  void a_token_ends_with_the_groups_of_its_owner() {
    String id = make("leaver");
    try (Chromium browser = atKeycloak("leaver")) {
      browser.await("There are no tokens yet").type("name", "mine").press("Make it").await("pmt_");
      String token = browser.text().replaceAll("(?s).*(pmt_[A-Za-z0-9_-]+).*", "$1");
      assertThat(call.as(token, "GET", "/api/v1/inventory", "").statusCode()).isEqualTo(200);
      String group =
          keycloak.admin("GET", "/users/" + id + "/groups", "").path(0).path("id").asText();
      keycloak.admin("DELETE", "/users/" + id + "/groups/" + group, "");
      browser.press("Log out").await("Password");
      browser.press(BUTTON).type("username", "leaver").type("password", "leaver-secret");
      browser.press(SIGN_IN).await("no grant names");
      assertThat(call.as(token, "GET", "/api/v1/inventory", "").statusCode()).isEqualTo(403);
    }
  }
}
