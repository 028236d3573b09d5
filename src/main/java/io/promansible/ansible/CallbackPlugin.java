package io.promansible.ansible;

import io.promansible.fault.WorldFault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Our Ansible callback plugin, unpacked from the jar. */
public final class CallbackPlugin {
  /** The name of the plugin in Ansible's {@code callbacks_enabled}. */
  public static final String NAME = "promansible_events";

  private CallbackPlugin() {}

  /**
   * Unpacks the plugin and the module that it finds beside its folder; Ansible would take that one
   * for a plugin, too. Returns its folder, for {@code ANSIBLE_CALLBACK_PLUGINS}.
   */
  public static Path install(Path data) {
    Path folder = data.resolve("plugins");
    unpack(data.resolve("workers"), "promansible_workers.py");
    unpack(folder, NAME + ".py");
    return folder;
  }

  /** Unpacks a Python file of ours into a folder. */
  public static Path unpack(Path folder, String name) {
    try (InputStream source = CallbackPlugin.class.getResourceAsStream("/ansible/" + name)) {
      if (source == null) {
        throw new IllegalStateException("the jar lacks ansible/" + name);
      }
      Files.createDirectories(folder);
      Path fresh = folder.resolve(name + ".new");
      Files.copy(source, fresh, StandardCopyOption.REPLACE_EXISTING);
      // A play that starts at this moment sees the old or the new file, never half of one.
      return Files.move(
          fresh,
          folder.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new WorldFault(name + " cannot be written to " + folder, e);
    }
  }
}
