package io.promansible.journey;

import io.promansible.kit.Caller;
import io.promansible.kit.Room;
import io.promansible.kit.ServiceProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A room for services that are processes of their own. */
abstract class ServiceProcessJourney {
  @TempDir Path folder;

  Room room(String database) {
    // Two at once, so that the kill finds queued runs too.
    return new Room(folder)
        .configure(
            "ansible: {warm: true}\nruns: {concurrent: 2, hosts_max: 1}\n"
                + database
                + "handlers:\n"
                + Room.handler("Counted", "count", "")
                + Room.handler("Patient", "patient", ""))
        .patient(folder);
  }

  static Caller ready(ServiceProcess service) {
    Caller call = new Caller(service.url());
    call.awaitReady();
    return call;
  }
}
