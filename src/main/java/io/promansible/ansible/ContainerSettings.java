package io.promansible.ansible;

import io.promansible.settings.Section;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The container in which plays run.
 *
 * @param image the image that has Ansible, as podman names it
 * @param podman the program
 * @param mounts further files and folders of this machine that plays may read
 */
public record ContainerSettings(String image, String podman, List<Path> mounts) {
  private static final Set<String> PODMANS =
      Set.of(
          "XDG_RUNTIME_DIR",
          "DBUS_SESSION_BUS_ADDRESS",
          "CONTAINERS_CONF",
          "CONTAINERS_STORAGE_CONF",
          "REGISTRY_AUTH_FILE",
          "HTTP_PROXY",
          "HTTPS_PROXY",
          "NO_PROXY",
          "http_proxy",
          "https_proxy",
          "no_proxy");

  /**
   * Options of podman by which Ansible in a container is as on this machine itself: hosts are
   * reached alike, a signal finds a play, and it can read what is mounted, whatever the image says
   * of users and programs.
   */
  public static final List<String> LIKE_HERE =
      List.of(
          "--network=host",
          "--pid=host",
          "--security-opt=label=disable",
          "--user=0:0",
          "--entrypoint=ansible-playbook");

  public ContainerSettings {
    mounts = List.copyOf(mounts);
  }

  /** The keys {@code image}, {@code podman} and {@code mounts}; empty without an image. */
  static Optional<ContainerSettings> read(Section section) {
    Optional<String> image = section.text("image");
    String podman = section.text("podman", "podman");
    List<Path> mounts = section.texts("mounts", List.of()).stream().map(section::resolve).toList();
    if (image.isEmpty()) {
      if (!mounts.isEmpty()) {
        section.fault("mounts", "has no effect without image; plays run on this machine itself");
      }
      return Optional.empty();
    }
    if (!image.get().matches("[A-Za-z0-9][A-Za-z0-9._/:@-]*")) {
      section.fault("image", "must be the name of an image, such as quay.io/example/ansible:1.2");
    }
    for (Path mount : mounts) {
      if (!Files.exists(mount)) {
        section.fault("mounts", "names " + mount + ", which does not exist");
      } else if (mount.toString().contains(":")) {
        section.fault("mounts", "names " + mount + ", but podman allows no colon in paths");
      }
    }
    return Optional.of(new ContainerSettings(image.get(), podman, mounts));
  }

  /** The variables of this machine by which podman finds its settings and containers. */
  public static Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>(System.getenv());
    environment.keySet().retainAll(PODMANS);
    return environment;
  }
}
