package io.promansible.journey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.promansible.kit.Alerts;
import io.promansible.kit.Caller;
import io.promansible.kit.Portal;
import io.promansible.kit.Room;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A service with people, and one browser for all their windows. */
abstract class PortalService extends PeopleService {
  Portal portal;

  @Override
  String access() {
    return """
      grants:
        - {group: web-people, role: operator, hosts: web}
    """;
  }

  @Override
  String handlers() {
    return super.handlers()
        + Room.handler("Held", "note", "").replace("mode: auto", "mode: approve")
        + Room.handler("Slow", "slow", "")
        + "  - {name: Watched, matchers: ['alertname=\"Watched\"'], roles: [note], mode: observe}\n";
  }

  @Override
  void prepare() {
    room.role(
        "slow",
        """
        - ansible.builtin.debug: {msg: one}
        - ansible.builtin.shell: {cmd: 'while [ ! -e %s ]; do sleep 0.1; done'}
        - ansible.builtin.debug: {msg: three}
        """
            .formatted(room.file("go")));
    room.routineRole("ping_once", "- ansible.builtin.ping:\n");
  }

  @BeforeAll
  void people() {
    add("ann", "admin");
    add("vic", "viewer");
    add("olga", "operator");
    add("wendy", "none", "web-people");
    portal = new Portal(service.url());
  }

  @AfterAll
  void leave() {
    portal.close();
  }

  Portal.Window as(String name) {
    return portal.window().logIn(name, PASSWORD);
  }

  void send(ObjectNode... alerts) {
    HttpResponse<byte[]> answer =
        call.as(ADMIN, "POST", "/api/v1/alerts", Alerts.notification(alerts));
    if (answer.statusCode() != 200) {
      throw new AssertionError(Caller.text(answer));
    }
  }

  JsonNode get(String path) {
    return Room.json(Caller.text(call.as(ADMIN, "GET", path, "")));
  }

  String idOf(String path, String name) {
    return get(path).path(name).path(0).path("id").asText();
  }
}
