package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Programs;
import io.promansible.kit.Visitor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Accounts are looked after by commands, too. */
class UserCommandTest extends PeopleService {
  private Programs.Result user(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.promansible.Promansible",
                "user"));
    command.addAll(List.of(arguments));
    return Programs.attempt(
        command,
        Map.of(
            "PROMANSIBLE_URL",
            service.url().toString(),
            "PROMANSIBLE_TOKEN_FILE",
            room.file("admin").toString()));
  }

  @Test
  void a_person_is_added_changed_disabled_and_deleted() {
    String file = room.write("password", PASSWORD + "\n").file("password").toString();
    Programs.Result added =
        user("add", "zoe", "--role", "viewer", "--group", "web", "--password-file", file);
    assertThat(added.output()).contains("zoe can log in now");
    assertThat(added.exit()).isZero();
    try (Visitor zoe = visitor()) {
      assertThat(zoe.logIn("zoe", PASSWORD).statusCode()).isEqualTo(303);
      assertThat(user("role", "zoe", "operator").output()).contains("zoe may now: operator");
      assertThat(user("list").output()).containsPattern("zoe +local +operator +web");
      assertThat(user("disable", "zoe").output()).contains("zoe can log in no more");
      assertThat(zoe.send("GET", "/api/v1/me", null).statusCode()).isEqualTo(401);
      assertThat(user("list").output()).containsPattern("zoe .* disabled");
      assertThat(user("delete", "zoe").exit()).isZero();
    }
    Programs.Result gone = user("disable", "zoe");
    assertThat(gone.exit()).isEqualTo(1);
    assertThat(gone.output()).contains("no user 'zoe'");
  }

  @Test
  void a_password_that_is_too_short_is_refused_with_what_to_do() {
    String file = room.write("short", "short\n").file("short").toString();
    Programs.Result refused = user("add", "sue", "--password-file", file);
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.output()).contains("at least 12 characters");
  }
}
