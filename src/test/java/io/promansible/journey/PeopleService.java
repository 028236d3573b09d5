package io.promansible.journey;

import io.promansible.kit.Caller;
import io.promansible.kit.MovableClock;
import io.promansible.kit.Room;
import io.promansible.kit.Visitor;
import io.promansible.wiring.Service;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A service in which people log in, with a token for its admin and a clock that tests set. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PeopleService {
  static final String ADMIN = "admin-secret-token";
  static final String PASSWORD = "a sentence of a person";

  final MovableClock clock = new MovableClock();
  Room room;
  Service service;
  Caller call;

  /** The section {@code database}, as one line of YAML; empty for the embedded one. */
  String database() {
    return "";
  }

  /** What else stands below {@code access}, as lines of YAML indented by two. */
  String access() {
    return "";
  }

  /** The handlers. */
  String handlers() {
    return Room.handler("Known", "note", "");
  }

  @BeforeAll
  void open(@TempDir Path folder) {
    room = new Room(folder).write("admin", ADMIN);
    prepare();
    room.configure(
        database()
            + "\naccess:\n  tokens:\n    - {name: admin, role: admin, token_file: ./admin}\n"
            + access()
            + "handlers:\n"
            + handlers());
    service = Service.start(room.file("promansible.yml"), Map.of(), clock);
    call = new Caller(service.url());
    call.awaitReady();
  }

  /** What must be there before the service starts. */
  void prepare() {}

  @AfterAll
  void close() {
    call.close();
    service.close();
  }

  Visitor visitor() {
    return new Visitor(service.url());
  }

  /** A person with an account of our own. */
  void add(String name, String role, String... groups) {
    String body =
        "{\"name\":\"%s\",\"role\":\"%s\",\"groups\":[%s],\"password\":\"%s\"}"
            .formatted(
                name,
                role,
                groups.length == 0 ? "" : "\"" + String.join("\",\"", groups) + "\"",
                PASSWORD);
    int status = call.as(ADMIN, "POST", "/api/v1/users", body).statusCode();
    if (status != 201) {
      throw new AssertionError("the person was not added: " + status);
    }
  }

  /** The audit's newest entries as text. */
  String audit() {
    return new String(
        call.as(ADMIN, "GET", "/api/v1/audit?limit=1000", "").body(), StandardCharsets.UTF_8);
  }
}
