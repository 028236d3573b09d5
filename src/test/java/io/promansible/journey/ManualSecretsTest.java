package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Caller;
import io.promansible.kit.Room;
import io.promansible.run.RunRepository;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Secrets that people give to a run, and those that they must not get at by one. */
class ManualSecretsTest extends RoutineJourney {
  @Test
  void secrets_that_a_run_was_given_are_not_kept_when_it_has_ended() {
    start("");
    String id =
        made(asAdmin(
                "POST",
                "/api/v1/runs",
                "{\"roles\": [\"tell\"], \"hosts\": \"web1\", \"vars\": {\"tell_count\": 1, \"tell_secret\": \"s3cr3t-given\"}}"))
            .path("id")
            .asText();
    assertThat(ended(id).path("vars").path("tell_secret").asText()).isEqualTo("********");
    RunRepository runs = service.bean(RunRepository.class);
    assertThat(runs.findById(java.util.UUID.fromString(id)).orElseThrow().vars())
        .contains("tell_count")
        .doesNotContain("s3cr3t-given");
    HttpResponse<byte[]> again = asAdmin("POST", "/api/v1/runs/" + id + "/retry", "");
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(Caller.text(again)).contains("secrets");
  }

  @Test
  void where_secrets_are_sent_to_is_not_a_persons_to_say_and_stars_are_no_secret() {
    room.write(
        "hosts.yml",
        Room.LOCAL_HOSTS.replace("web[1:9]:", "web[1:9]: {tell_secret: s3cr3t-of-web}"));
    start("");
    HttpResponse<byte[]> elsewhere =
        asAdmin(
            "POST",
            "/api/v1/runs",
            "{\"roles\": [\"tell\"], \"hosts\": \"web1\", \"vars\": {\"tell_count\": 1, \"tell_where\": \"mine\"}}");
    assertThat(elsewhere.statusCode()).isEqualTo(422);
    assertThat(Caller.text(elsewhere)).contains("tells where secrets", "or give tell_secret too");
    made(
        asAdmin(
            "POST",
            "/api/v1/runs",
            "{\"roles\": [\"tell\"], \"hosts\": \"web1\", \"vars\": {\"tell_count\": 1, \"tell_where\": \"mine\", \"tell_secret\": \"mine\"}}"));
    HttpResponse<byte[]> stars =
        asAdmin(
            "PUT",
            "/api/v1/routines/again",
            "{\"cron\": \"@daily\", \"hosts\": \"web1\", \"roles\": [\"tell\"], \"vars\": {\"tell_count\": 1, \"tell_how\": \"********\"}}");
    assertThat(stars.statusCode()).isEqualTo(422);
    assertThat(Caller.text(stars)).contains("stands for a secret that is not shown");
  }
}
