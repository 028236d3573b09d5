package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Caller;
import io.promansible.kit.GitRepository;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import java.net.http.HttpResponse;

/** A service with a repository of a playbook, and the calls of Pansible. */
abstract class JobsService extends PeopleService {
  GitRepository repository;

  @Override
  void prepare() {
    repository = new GitRepository(room.file("git"));
    repository
        .write(
            "deploy/site.yml",
            """
            - hosts: all
              gather_facts: false
              roles: [beside]
              tasks:
                - ansible.builtin.include_tasks: ../common/more.yml
            """)
        .write(
            "common/more.yml", "- ansible.builtin.debug: {msg: '{{ ours | shout }} {{ color }}'}\n")
        .write(
            "deploy/roles/beside/tasks/main.yml",
            """
            - ansible.builtin.command: {cmd: 'true'}
            - ansible.builtin.fail: {msg: it broke here}
              when: inventory_hostname in groups['bad'] | default([])
            """)
        .write("deploy/group_vars/all.yml", "ours: from the repository\n")
        .write(
            "deploy/filter_plugins/shout.py",
            "class FilterModule:\n    def filters(self):\n        return {'shout': lambda t: t.upper()}\n")
        .push("Site");
  }

  HttpResponse<byte[]> send(String method, String path, String body) {
    return call.as(ADMIN, method, path, body);
  }

  JsonNode post(String path, String body) {
    HttpResponse<byte[]> answer = send("POST", path, body);
    assertThat(answer.statusCode()).as(Caller.text(answer)).isBetween(200, 202);
    return Room.json(Caller.text(answer));
  }

  JsonNode get(String path) {
    return Room.json(Caller.text(send("GET", path, "")));
  }

  long playbook(String name) {
    return post(
            "/api/v1/playbook",
            "{\"name\":\"%s\",\"git_repo\":\"%s\",\"entry\":\"deploy/site.yml\"}"
                .formatted(name, repository.bare()))
        .path("id")
        .asLong();
  }

  long inventory(String version, String hosts) {
    return post(
            "/api/v1/inventory",
            "{\"name\":\"local\",\"env\":\"alpha\",\"version\":\"%s\",\"hosts\":\"%s\",\"vars\":\"all: {color: blue, ansible_connection: local, ansible_become: false}\"}"
                .formatted(version, hosts))
        .path("id")
        .asLong();
  }

  String job(long playbook, long inventory) {
    JsonNode made =
        post(
            "/api/v1/job",
            "{\"env\": \"alpha\", \"playbook_id\": %d, \"inventory_id\": %d}"
                .formatted(playbook, inventory));
    assertThat(made.path("id").isIntegralNumber()).isTrue();
    assertThat(made.path("env").asText()).isEqualTo("alpha");
    assertThat(made.path("playbook_id").asLong()).isEqualTo(playbook);
    assertThat(made.path("inventory_id").asLong()).isEqualTo(inventory);
    return made.path("uuid").asText();
  }

  JsonNode ended(String uuid) {
    Waiting.until(
        "the job to end",
        () -> get("/api/v1/job/" + uuid).path("state").asText().equals("finished"));
    return get("/api/v1/job/" + uuid);
  }
}
