package io.promansible.config;

import io.promansible.kit.Room;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** A folder with a configuration, and with what it names. */
abstract class ConfigurationRoom {
  @TempDir Path folder;

  Configuration read(String text, Map<String, String> environment) {
    new Room(folder)
        .write("pm.yml", text)
        .write("playbooks/routine/roles/check_dns/tasks/main.yml", "[]")
        .write("token", "0123456789abcdef\n")
        .write("db.password", "secret\n");
    return Configuration.read(folder.resolve("pm.yml"), environment);
  }
}
