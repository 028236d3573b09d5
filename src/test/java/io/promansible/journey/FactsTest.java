package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Programs;
import io.promansible.kit.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Facts of hosts: gathered by a run, kept, shown and served to others. */
class FactsTest extends RoutineJourney {
  @Test
  void facts_are_gathered_kept_shown_with_their_age_and_served() {
    room.write(
            "playbooks/routine/roles/gather/tasks/main.yml",
            """
            - ansible.builtin.setup: {gather_subset: ['!all', 'min']}
            # What a host that is not ours any more might say of itself.
            - ansible.builtin.set_fact: {ansible_sftp_extra_args: -o ProxyCommand=evil, ansible_tell_password: x, cacheable: true}
            """)
        .write("playbooks/routine/roles/gather/meta/promansible.yml", "gathers_facts: true");
    start("");
    assertThat(call.send("GET", "/api/v1/inventory/hosts/web1/facts", new byte[0]).statusCode())
        .isEqualTo(404);
    String id =
        made(asAdmin("POST", "/api/v1/runs", "{\"roles\": [\"gather\"], \"hosts\": \"web1\"}"))
            .path("id")
            .asText();
    assertThat(ended(id).path("outcome").asText()).isEqualTo("succeeded");
    JsonNode facts = call.get("/api/v1/inventory/hosts/web1/facts");
    assertThat(facts.path("facts").path("distribution").asText()).isNotEmpty();
    assertThat(facts.path("ageSeconds").asInt(-1)).isBetween(0, 60);
    JsonNode served = call.get("/api/v1/inventory/with-facts").path("_meta").path("hostvars");
    assertThat(served.path("web2").has("ansible_kernel")).isFalse();
    assertThat(served.path("web1").has("ansible_python_interpreter")).isFalse();
    assertThat(facts.path("facts").has("sftp_extra_args")).isTrue();
    assertThat(served.path("web1").has("ansible_sftp_extra_args")).isFalse();
    assertThat(facts.path("facts").path("tell_password").asText()).isEqualTo("********");
    // A play that gathers nothing has them.
    Programs.Result play =
        Programs.attempt(
            List.of(
                "ansible",
                "web1",
                "-i",
                Path.of("playbooks/geninventory.py").toAbsolutePath().toString(),
                "-m",
                "ansible.builtin.debug",
                "-a",
                "msg={{ ansible_kernel }}"),
            Map.of(
                "PROMANSIBLE_FACTS",
                "1",
                "PROMANSIBLE_URL",
                service == null ? "" : service.url().toString(),
                "PROMANSIBLE_TOKEN_FILE",
                room.file("data/admin.token").toString()));
    assertThat(play.output()).contains(facts.path("facts").path("kernel").asText());
    assertThat(
            call.get("/api/v1/inventory")
                .path("_meta")
                .path("hostvars")
                .path("web1")
                .has("ansible_facts"))
        .isFalse();
    clock.move(Duration.ofDays(91));
    Waiting.until(
        "facts that are too old to go",
        () ->
            call.send("GET", "/api/v1/inventory/hosts/web1/facts", new byte[0]).statusCode()
                == 404);
  }
}
