package io.promansible.journey;

import io.promansible.kit.Caller;
import io.promansible.kit.Room;
import io.promansible.wiring.Service;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A service with guards that hold, and sixty hosts; each test has its own. */
abstract class GuardsService {
  Room room;
  Caller call;
  private Service service;

  /** The section {@code database}, as one line of YAML. */
  abstract String database();

  @BeforeEach
  void open(@TempDir Path folder) {
    room =
        new Room(folder)
            .write(
                "hosts.yml",
                """
                fleet:
                  vars: {ansible_connection: local, ansible_become: false}
                  hosts:
                    h[1:60]:
                """)
            .configure(configuration("observe"));
    service = Service.start(room.file("promansible.yml"), Map.of());
    call = new Caller(service.url());
    call.awaitReady();
  }

  String configuration(String mode) {
    return database()
        + "\nhandlers:\n"
        + Room.handler("Plain", "count", "")
        + "  - {name: Storm, matchers: ['alertname=\"Storm\"'], roles: [count], mode: auto, limits: {hosts: 3}, host_cooldown: 0s}\n"
        + "  - {name: Cool, matchers: ['alertname=\"Cool\"'], roles: [count], mode: auto, host_cooldown: 0s, verify: {within: 20s, hold: 0s}, cooldown: {after_success: 6s}}\n"
        + "  - {name: Watched, matchers: ['alertname=\"Watched\"'], roles: [count], mode: "
        + mode
        + ", host_cooldown: 0s}\n"
        + "freeze: [{name: never-more, cron: '0 0 1 1 *', duration: 9000h, handlers: [Windowed]}]\n";
  }

  @AfterEach
  void close() {
    call.close();
    service.close();
  }

  HttpResponse<byte[]> asAdmin(String method, String path, String body) {
    return call.as(room.adminToken(), method, path, body);
  }
}
