package io.promansible.journey;

import io.promansible.kit.Caller;
import io.promansible.kit.Room;
import io.promansible.wiring.Service;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A room, and a service in it that each test starts as it wants it. */
public abstract class OneServiceJourney {
  protected Room room;
  protected Service service;
  protected Caller call;

  @BeforeEach
  void furnish(@TempDir Path folder) {
    room = new Room(folder);
  }

  /** Starts it with more YAML in its configuration, and returns when it is ready. */
  protected void start(String settings) {
    room.configure(settings);
    service = Service.start(room.file("promansible.yml"), Map.of());
    call = new Caller(service.url());
    call.awaitReady();
  }

  @AfterEach
  void close() {
    call.close();
    service.close();
  }
}
