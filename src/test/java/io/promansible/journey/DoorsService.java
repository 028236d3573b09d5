package io.promansible.journey;

import io.promansible.kit.Caller;
import io.promansible.kit.Room;
import io.promansible.kit.Waiting;
import io.promansible.wiring.Service;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service with a token for each role. The sentences about its doors stand in several classes,
 * each upon the one before, so that one service serves them all.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DoorsService {
  static final byte[] NOTHING = new byte[0];
  static final String JSON = "application/json";

  Room room;
  Service service;
  Caller call;

  @BeforeAll
  void open(@TempDir Path folder) {
    room = new Room(folder);
    for (String name : List.of("webhook", "inventory", "viewer", "operator", "admin")) {
      room.write(name, name + "-secret-token");
    }
    room.write(
        "hosts.yml",
        Room.LOCAL_HOSTS + "other:\n  hosts: {safe1: {ansible_password: canary-password}}\n");
    service = Service.start(room.configure(configuration("")).file("promansible.yml"), Map.of());
    call = new Caller(service.url());
    Waiting.until("readiness", () -> call.send("GET", "/-/ready", NOTHING).statusCode() == 200);
  }

  static String configuration(String more) {
    StringBuilder text = new StringBuilder("intake: {body_max: 1MiB}\naccess:\n  tokens:\n");
    for (String name : List.of("webhook", "inventory", "viewer", "operator", "admin")) {
      text.append("    - {name: %s, role: %s, token_file: ./%s}\n".formatted(name, name, name));
    }
    return text
        + "handlers:\n"
        + Room.handler("Known", "note", "").replace("mode: auto", "mode: observe")
        + more;
  }

  @AfterAll
  void close() {
    call.close();
    service.close();
  }

  static String bearer(String name) {
    return "Bearer " + name + "-secret-token";
  }

  HttpResponse<byte[]> get(String path, String who) {
    return call.send("GET", path, NOTHING, "Authorization", bearer(who));
  }

  HttpResponse<byte[]> deliver(String path, String body, String type) {
    return call.send(
        "POST",
        path,
        body.getBytes(StandardCharsets.UTF_8),
        "Authorization",
        bearer("webhook"),
        "Content-Type",
        type);
  }
}
