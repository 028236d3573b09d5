package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Runs of several hosts that one of them breaks off, or holds up: each host is judged by itself.
 */
class BrokenOffTest extends OneServiceJourney {
  @BeforeEach
  void roles() {
    room.role(
            "turns",
            """
            - ansible.builtin.fail: {msg: on purpose}
              when: inventory_hostname == 'web1'
            - ansible.builtin.lineinfile: {path: %s, line: '{{ inventory_hostname }}', create: true, mode: '0600'}
            """
                .formatted(room.file("turned")))
        .write("playbooks/alert/roles/turns/meta/promansible.yml", "serial: 1\n")
        .role(
            "hangs",
            """
            - ansible.builtin.shell: {cmd: 'echo {{ inventory_hostname }} >> %s'}
              changed_when: true
            - ansible.builtin.set_stats: {data: {seen: "{{ inventory_hostname }}"}, per_host: true}
            - ansible.builtin.command: {argv: [sleep, '300']}
              changed_when: false
              when: inventory_hostname == 'web1'
            # What is left of the time is for these.
            - ansible.builtin.command: {argv: [sleep, '2']}
              changed_when: false
            - ansible.builtin.shell: {cmd: 'echo {{ inventory_hostname }} >> %s'}
              changed_when: true
            """
                .formatted(room.file("begun"), room.file("through")));
  }

  private void fire(String alertname, int hosts) {
    List<ObjectNode> alerts = new ArrayList<>();
    for (int i = 1; i <= hosts; i++) {
      alerts.add(Alerts.firing(alertname, "web" + i));
    }
    call.accepted(Alerts.notification(alerts));
  }

  private List<String> hosts(String state, String handler) {
    return Stream.of(
            call.get(
                "/api/v1/remediations?limit=100&state=%s&handler=%s".formatted(state, handler)))
        .flatMap(page -> page.path("remediations").valueStream())
        .map(r -> r.path("host").asText())
        .sorted()
        .toList();
  }

  @Test
  void hosts_whose_turn_never_came_are_no_failures_and_have_their_turn_later() {
    start(
        "handlers:\n"
            + Room.handler("Turns", "turns", "escalate: [{roles: [note], mode: auto}]")
                .replace("within: 20s", "within: 5m"));
    fire("Turns", 4);
    Waiting.until("the turn of the others", () -> room.lines("turned").size() == 3);
    Waiting.until("the next step of the first", () -> room.lines("noted").equals(List.of("web1")));
    Waiting.until("the proofs", () -> hosts("verifying", "Turns").size() == 4);
    for (JsonNode one :
        call.get("/api/v1/remediations?limit=100&handler=Turns").path("remediations")) {
      boolean first = one.path("host").asText().equals("web1");
      assertThat(one.path("step").asInt()).as("step of %s", one).isEqualTo(first ? 1 : 0);
      assertThat(one.path("attempts").asInt()).isEqualTo(first ? 2 : 1);
    }
  }

  @Test
  void a_host_that_hangs_climbs_alone_and_what_the_others_did_is_kept() {
    start(
        "handlers:\n"
            + Room.handler(
                    "Hangs", "hangs", "escalate: [{roles: [note], mode: auto}]\n    timeout: 90s")
                .replace("within: 20s", "within: 5m"));
    fire("Hangs", 3);
    Waiting.until("the next step of the first", () -> room.lines("noted").equals(List.of("web1")));
    JsonNode run =
        Waiting.untilGiven(
            "the run that hung",
            () ->
                call.get("/api/v1/runs?state=finished&handler=Hangs&role=hangs")
                    .path("runs")
                    .valueStream()
                    .findFirst());
    assertThat(run.path("outcome").asText()).isEqualTo("timed_out");
    assertThat(run.path("reason").asText()).contains("web1").doesNotContain("web2");
    JsonNode whole = call.get("/api/v1/runs/" + run.path("id").asText());
    assertThat(whole.path("recap").path("web2").path("failed").asInt()).isZero();
    assertThat(whole.path("recap").path("web1").path("failed").asInt()).isEqualTo(1);
    assertThat(whole.path("results").path("web2").path("seen").asText()).isEqualTo("web2");
    Waiting.until("the proofs", () -> hosts("verifying", "Hangs").size() == 3);
    assertThat(room.lines("begun")).hasSize(3);
    assertThat(room.lines("through")).containsExactlyInAnyOrder("web2", "web3");
  }

  @Test
  void what_a_play_without_end_found_before_it_was_killed_is_kept() {
    // Tasks that try again and again have no time limit of their own: the whole play is ended.
    room.role(
        "tries",
        """
        - ansible.builtin.set_stats: {data: {seen: "{{ inventory_hostname }}"}, per_host: true}
        - ansible.builtin.command: {argv: ['false']}
          changed_when: false
          register: tried
          until: tried is succeeded
          retries: 1000
          delay: 1
          when: inventory_hostname == 'web1'
        """);
    start(
        "handlers:\n"
            + Room.handler(
                    "Tries", "tries", "escalate: [{roles: [note], mode: auto}]\n    timeout: 6s")
                .replace("within: 20s", "within: 5m"));
    fire("Tries", 3);
    Waiting.until("the next step of the first", () -> room.lines("noted").equals(List.of("web1")));
    Waiting.until("the proofs", () -> hosts("verifying", "Tries").size() == 3);
    JsonNode run =
        call.get("/api/v1/runs?state=finished&handler=Tries&role=tries").path("runs").get(0);
    assertThat(run.path("outcome").asText()).isEqualTo("timed_out");
    JsonNode whole = call.get("/api/v1/runs/" + run.path("id").asText());
    assertThat(whole.path("results").path("web3").path("seen").asText()).isEqualTo("web3");
    assertThat(whole.path("recap").path("web1").path("failed").asInt()).isEqualTo(1);
  }
}
