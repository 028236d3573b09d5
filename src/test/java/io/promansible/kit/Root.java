package io.promansible.kit;

import java.util.ArrayList;
import java.util.List;

/** Does what only root may: mounts, network devices, services. As another user by sudo. */
public final class Root {
  private Root() {}

  /** Whether we are. */
  public static boolean is() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** Runs a program that must succeed. */
  public static String run(String... command) {
    List<String> full = new ArrayList<>(is() ? List.of() : List.of("sudo", "-n"));
    full.addAll(List.of(command));
    return Programs.run(full);
  }
}
