package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How runs are carried out: cut into slices, with facts of their hosts. */
class RunTest extends RunJourney {
  @BeforeEach
  void addRoles() {
    Path folder = room.file("");
    room.role(
        "some",
        """
        - ansible.builtin.shell: {cmd: 'echo {{ inventory_hostname }} >> %1$s/some'}
          changed_when: true
        - ansible.builtin.fail: {msg: not this one}
          when: inventory_hostname == 'web5'
        - ansible.builtin.set_stats: {per_host: true, aggregate: false, data: {some: {name: '{{ inventory_hostname }}'}}}
        """
            .formatted(folder));
    room.role(
            "facts",
            "- ansible.builtin.shell: {cmd: \"echo {{ ansible_facts['distribution'] }} >> %s/facts\"}\n"
                .formatted(folder))
        .write("playbooks/alert/roles/facts/meta/promansible.yml", "facts: true");
  }

  @Test
  void a_large_run_is_cut_into_slices_that_are_joined_into_one_result() {
    start(
        "runs: {slice_hosts: 4}\n",
        Room.handler("Some", "some", "verify: {within: 20s}")
            .replace("    verify: {within: 20s, hold: 0s}\n", ""));
    List<ObjectNode> alerts =
        IntStream.rangeClosed(1, 9).mapToObj(i -> Alerts.firing("Some", "web" + i)).toList();
    call.accepted(Alerts.notification(alerts));
    JsonNode run = call.finishedRun("Some");
    assertThat(call.get("/api/v1/runs").path("runs")).hasSize(1);
    String path = "/api/v1/runs/" + run.path("id").asText();
    JsonNode whole = call.get(path);
    int cores = Runtime.getRuntime().availableProcessors();
    assertThat(whole.path("slices")).hasSize(Math.min(3, cores));
    assertThat(whole.path("outcome").asText()).isEqualTo("failed");
    assertThat(whole.path("reason").asText()).isEqualTo("failed on web5");
    assertThat(whole.path("recap")).hasSize(9);
    assertThat(whole.path("results").path("web9").path("some").path("name").asText())
        .isEqualTo("web9");
    assertThat(room.lines("some")).hasSize(9).doesNotHaveDuplicates();
    List<String> hosts = new ArrayList<>();
    for (JsonNode slice : whole.path("slices")) {
      JsonNode part = call.get("/api/v1/runs/" + slice.asText());
      part.path("hosts").forEach(host -> hosts.add(host.asText()));
      assertThat(part.path("hosts")).hasSizeBetween(1, 5);
    }
    assertThat(hosts).hasSize(9).doesNotHaveDuplicates();
    assertThat(Caller.text(call.send("GET", path + "/log", new byte[0])))
        .contains("# slice 1 of ", "# slice 2 of ", "web1", "web9");
    assertThat(call.get(path + "/events").path("events"))
        .extracting(e -> e.path("event").path("event").asText())
        .contains("stats");
    assertThat(
            Caller.text(
                call.send("GET", path + "/events", new byte[0], "Accept", "text/event-stream")))
        .containsPattern("id: \\d+\\.\\d+\n")
        .contains("id: 1\n", "event: progress", "event: end");
    Waiting.until(
        "eight proofs under way",
        () -> call.get("/api/v1/remediations?state=verifying").path("remediations").size() == 8);
    assertThat(call.get("/api/v1/remediations?state=finished").path("remediations"))
        .singleElement()
        .satisfies(r -> assertThat(r.path("host").asText()).isEqualTo("web5"));
  }

  @Test
  void facts_are_gathered_where_a_role_asks_and_then_kept() {
    start("", Room.handler("Facts", "facts", ""), Room.handler("Facts2", "facts", ""));
    call.accepted(Alerts.notification(Alerts.firing("Facts", "web1")));
    JsonNode first = call.finishedRun("Facts");
    assertThat(first.path("outcome").asText()).isEqualTo("succeeded");
    call.accepted(Alerts.notification(Alerts.firing("Facts2", "web1")));
    JsonNode second = call.finishedRun("Facts2");
    assertThat(second.path("outcome").asText()).isEqualTo("succeeded");
    assertThat(room.lines("facts")).hasSize(2).containsOnly(room.lines("facts").getFirst());
    assertThat(tasks(first)).startsWith("Gathering Facts");
    assertThat(tasks(second)).doesNotContain("Gathering Facts");
    assertThat(room.file("data/facts/web1")).isNotEmptyFile();
  }

  private List<String> tasks(JsonNode run) {
    return call.get("/api/v1/runs/" + run.path("id").asText() + "/events")
        .path("events")
        .valueStream()
        .map(e -> e.path("event"))
        .filter(e -> e.path("event").asText().equals("task"))
        .map(e -> e.path("task").asText())
        .toList();
  }
}
