package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Room;
import io.promansible.kit.Visitor;
import io.promansible.kit.Waiting;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;

/** A service with alerts and runs of two groups, and people whose rights end at one of them. */
abstract class ScopeService extends PeopleService {
  /** A host of the group db. No id can hold this name by chance, as ids are hexadecimal. */
  static final String OTHER = "sql1";

  Visitor web;
  String dbRun = "";
  String webRun = "";

  /** Each host has a run of its own. */
  @Override
  String database() {
    return "runs: {hosts_max: 1}";
  }

  @Override
  String access() {
    return """
      grants:
        - {group: web-people, role: operator, hosts: web}
        - {group: db-people, role: operator, hosts: db, handlers: ['Db.*']}
        - {group: role-people, role: operator, roles: ['check_.*']}
        - {group: dns-people, role: operator, hosts: web, roles: ['check_.*']}
    """;
  }

  @Override
  String handlers() {
    return super.handlers()
        + Room.handler("Db", "note", "")
        + Room.handler("Held", "note", "").replace("mode: auto", "mode: approve");
  }

  @Override
  void prepare() {
    room.write(
        "hosts.yml",
        Room.LOCAL_HOSTS.replace("db1", OTHER) + "prod: {children: {web: {}, db: {}}}\n");
    room.routineRole("ping_once", "- ansible.builtin.ping:\n");
    room.routineRole(
        "wait_once",
        "- ansible.builtin.shell: {cmd: 'while [ ! -e %s ]; do sleep 0.1; done'}\n"
            .formatted(room.file("go")));
  }

  @BeforeAll
  void alerts() {
    add("wendy", "none", "web-people");
    add("dora", "none", "db-people");
    add("rolf", "none", "role-people");
    add("dan", "none", "dns-people");
    web = visitor();
    assertThat(web.logIn("wendy", PASSWORD).statusCode()).isEqualTo(303);
    for (String name : List.of("Known", "Db", "Held")) {
      HttpResponse<byte[]> answer =
          call.as(
              ADMIN,
              "POST",
              "/api/v1/alerts",
              Alerts.notification(Alerts.firing(name, "web1"), Alerts.firing(name, OTHER)));
      assertThat(answer.statusCode()).as(Caller.text(answer)).isEqualTo(200);
    }
    Waiting.until("four runs to end", () -> all("/api/v1/runs?state=finished", "runs").size() >= 4);
    for (JsonNode run : all("/api/v1/runs", "runs")) {
      if (run.path("hosts").toString().contains(OTHER)) {
        dbRun = run.path("id").asText();
      } else if (run.path("hosts").toString().contains("web1")) {
        webRun = run.path("id").asText();
      }
    }
  }

  JsonNode all(String path, String name) {
    return Room.json(Caller.text(call.as(ADMIN, "GET", path, ""))).path(name);
  }

  HttpResponse<String> get(String path) {
    return web.send("GET", path, null);
  }

  HttpResponse<String> post(String path, String body) {
    return web.json("POST", path, body);
  }

  String idOf(String path, String name) {
    return all(path, name).path(0).path("id").asText();
  }
}
