package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Waiting;
import java.io.File;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * A job on many hosts, some of which fail and some of which cannot be reached; bin/test --long has
 * 500.
 */
class LargeJobTest extends JobsService {
  private static final int GOOD = Boolean.getBoolean("promansible.long") ? 475 : 75;

  @Override
  void prepare() {
    super.prepare();
    repository
        .write(
            "deploy/site.yml",
            """
            - hosts: good
              gather_facts: false
              tasks: [ansible.builtin.debug: {msg: good}]
            - hosts: bad
              gather_facts: false
              tasks: [ansible.builtin.fail: {msg: 'it broke on {{ inventory_hostname }}'}]
            - hosts: gone
              gather_facts: false
              tasks: [ansible.builtin.ping: ]
            """)
        .push("Large");
  }

  /** How much its plays have told so far, in bytes. */
  private long written() {
    File[] runs = room.file("data/runs").toFile().listFiles();
    return runs == null
        ? 0
        : Stream.of(runs).mapToLong(run -> new File(run, "events.jsonl").length()).sum();
  }

  @Override
  String database() {
    return "runs: {slice_hosts: 40}";
  }

  @Test
  void every_host_has_its_own_result_exactly() {
    String uuid =
        job(
            playbook("large"),
            inventory(
                "large",
                "all: {children: {good: {hosts: {'g[001:%03d]': }}, bad: {hosts: {'b[01:20]': }}, gone: {hosts: {'x[1:5]': }, vars: {ansible_connection: ssh, ansible_host: 127.0.0.1, ansible_port: 1}}}}"
                    .formatted(GOOD)));
    Waiting.whileMoving(
        "the large job to end",
        this::written,
        () -> get("/api/v1/job/" + uuid).path("state").asText().equals("finished"));
    assertThat(get("/api/v1/job/" + uuid).path("outcome").asText()).isEqualTo("failed");
    JsonNode result = get("/api/v1/job/result/" + uuid);
    assertThat(result).hasSize(GOOD + 25);
    List<JsonNode> hosts = StreamSupport.stream(result.spliterator(), false).toList();
    assertThat(hosts).allMatch(host -> host.path("stats").path("known").asBoolean());
    assertThat(hosts)
        .filteredOn(host -> host.path("stats").path("failed").asInt() == 1)
        .hasSize(20);
    assertThat(hosts)
        .filteredOn(host -> host.path("stats").path("unreachable").asBoolean())
        .extracting(host -> host.path("stats").path("target").asText())
        .containsExactlyInAnyOrder("x1", "x2", "x3", "x4", "x5");
    for (int i = 1; i <= 20; i++) {
      String name = "b%02d".formatted(i);
      assertThat(result.path(name).path("failures").path(0).path("result").asText())
          .contains("it broke on " + name);
    }
    assertThat(get("/api/v1/runs/" + uuid).path("slices").size()).isGreaterThan(1);
  }
}
