package io.promansible.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** A podman with a store of its own, and in it an image with this machine's Ansible. */
public final class ContainerImage implements AutoCloseable {
  private final Path folder;

  /** Makes it; the test is skipped, and says why, where podman can run nothing. */
  public ContainerImage(Path folder) {
    this.folder = folder;
    Programs.run(List.of("sh", "src/test/resources/image.sh", folder.toString()));
    Programs.Result tried =
        Programs.attempt(
            List.of(podman(), "run", "--rm", "--network=host", "ansible", "true"), Map.of());
    Assumptions.assumeTrue(tried.exit() == 0, () -> "podman can run nothing: " + tried.output());
  }

  /** The program. */
  public String podman() {
    return folder.resolve("podman").toString();
  }

  /** The settings of Ansible for plays in it. */
  public String settings(String mounts) {
    return "ansible: {image: localhost/ansible, podman: %s, mounts: [%s]}\n"
        .formatted(podman(), mounts);
  }

  /** The names of the containers in its store, running or not. */
  public List<String> containers() {
    return Programs.run(List.of(podman(), "ps", "--all", "--format", "{{.Names}}"))
        .lines()
        .toList();
  }

  @Override
  public void close() {
    // Its layers are mounted: they are no files to be deleted one by one.
    Programs.run(List.of(podman(), "rm", "--all", "--force", "--time=0"));
    assertThat(containers()).isEmpty();
    Programs.run(List.of(podman(), "rmi", "--all", "--force"));
    Programs.attempt(List.of("umount", folder.resolve("graph/overlay").toString()), Map.of());
  }
}
