package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Caller;
import io.promansible.kit.GitRepository;
import io.promansible.kit.Postgres;
import io.promansible.kit.Room;
import io.promansible.kit.ServiceProcess;
import io.promansible.kit.Waiting;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that is cut into slices, which two nodes of one PostgreSQL play. */
class JobOnTwoNodesTest {
  @Test
  void both_nodes_play_slices_of_one_job_each_host_once(@TempDir Path folder) {
    Path ledger = folder.resolve("ledger");
    GitRepository repository = new GitRepository(folder.resolve("git"));
    repository
        .write(
            "site.yml",
            """
            - hosts: all
              gather_facts: false
              tasks:
                - ansible.builtin.shell: {cmd: 'echo {{ inventory_hostname }} >> %s; sleep 1'}
            """
                .formatted(ledger))
        .push("Site");
    String database = Postgres.setting();
    List<Room> rooms = new ArrayList<>();
    for (String node : List.of("a", "b")) {
      Room room =
          new Room(folder.resolve(node))
              .configure("runs: {concurrent: 1, slice_hosts: 3}\n" + database);
      rooms.add(
          room.write(
              "promansible.yml",
              String.join("\n", room.lines("promansible.yml"))
                      .replace("node: test", "node: " + node)
                  + "\n"));
    }
    try (ServiceProcess one = ServiceProcess.start(rooms.get(0));
        ServiceProcess two = ServiceProcess.start(rooms.get(1));
        Caller first = new Caller(one.url());
        Caller second = new Caller(two.url())) {
      first.awaitReady();
      second.awaitReady();
      Node a = new Node(first, rooms.get(0).adminToken());
      long playbook =
          a.post(
                  "/api/v1/playbook",
                  "{\"name\":\"site\",\"git_repo\":\"%s\",\"entry\":\"site.yml\"}"
                      .formatted(repository.bare()))
              .path("id")
              .asLong();
      long inventory =
          a.post(
                  "/api/v1/inventory",
                  "{\"name\":\"local\",\"env\":\"alpha\",\"version\":\"1\",\"hosts\":\"all: {hosts: {'h[01:12]': }, vars: {ansible_connection: local, ansible_become: false}}\"}")
              .path("id")
              .asLong();
      String uuid =
          a.post(
                  "/api/v1/job",
                  "{\"env\":\"alpha\",\"playbook_id\":%d,\"inventory_id\":%d}"
                      .formatted(playbook, inventory))
              .path("uuid")
              .asText();
      Node b = new Node(second, rooms.get(1).adminToken());
      Waiting.until(
          "the end of the job",
          () -> b.get("/api/v1/job/" + uuid).path("state").asText().equals("finished"));
      JsonNode run = b.get("/api/v1/runs/" + uuid);
      assertThat(run.path("outcome").asText()).as(run.toString()).isEqualTo("succeeded");
      assertThat(run.path("slices")).hasSize(4);
      assertThat(run.path("slices").valueStream().map(slice -> node(b, slice))).contains("a", "b");
      for (Node node : List.of(a, b)) {
        JsonNode result = node.get("/api/v1/job/result/" + uuid);
        assertThat(result).hasSize(12);
        assertThat(result)
            .allMatch(host -> host.path("stats").path("known").asBoolean())
            .allMatch(host -> host.path("stats").path("failed").asInt() == 0);
      }
      assertThat(rooms.get(0).lines("../ledger")).hasSize(12).doesNotHaveDuplicates();
    }
  }

  private static String node(Node any, JsonNode slice) {
    String id = slice.isTextual() ? slice.asText() : slice.path("id").asText();
    return any.get("/api/v1/runs/" + id).path("node").asText();
  }

  private record Node(Caller call, String token) {
    JsonNode get(String path) {
      return Room.json(Caller.text(call.as(token, "GET", path, "")));
    }

    JsonNode post(String path, String body) {
      HttpResponse<byte[]> answer = call.as(token, "POST", path, body);
      assertThat(answer.statusCode()).as(Caller.text(answer)).isBetween(200, 202);
      return Room.json(Caller.text(answer));
    }
  }
}
