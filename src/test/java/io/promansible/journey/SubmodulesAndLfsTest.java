package io.promansible.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.promansible.kit.Background;
import io.promansible.kit.GitRepository;
import io.promansible.project.CheckoutTrial;
import io.promansible.project.ProjectSettings;
import io.promansible.project.ProjectState;
import io.promansible.project.Projects;
import io.promansible.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Submodules over a real git daemon, and large files of Git LFS; both only where it is asked for.
 */
class SubmodulesAndLfsTest {
  @TempDir private Path folder;

  /** The commit that is in force after a fetch with these settings. */
  private Path fetched(String name, String url, String more) {
    SettingsFile file =
        SettingsFile.parse(
            "test.yml",
            "projects: [{name: %s, url: '%s'%s}]".formatted(name, url, more),
            folder,
            Map.of());
    List<ProjectSettings> settings = ProjectSettings.read(file.root().sections("projects"));
    file.end();
    Projects projects =
        new Projects(() -> settings, folder.resolve("data"), "ansible-galaxy", Clock.systemUTC());
    projects.refresh(name, CheckoutTrial.NONE, Set::of);
    ProjectState state = projects.states().getFirst();
    assertThat(state.trouble()).isEmpty();
    return projects.inForce().getFirst().root();
  }

  @Test
  void a_submodule_is_fetched_where_the_setting_says_so() throws IOException {
    GitRepository inner = new GitRepository(folder.resolve("git/inner"));
    inner.write("tasks/main.yml", "- ansible.builtin.debug: {msg: inner}\n").push("Inner");
    GitRepository outer = new GitRepository(folder.resolve("git/outer"));
    outer.role("own", "outer").push("Outer");
    int port = Background.freePort();
    try (Background daemon =
        Background.start(
            folder.resolve("daemon.log"),
            "git",
            "daemon",
            "--export-all",
            "--listen=127.0.0.1",
            "--port=" + port,
            "--base-path=" + folder.resolve("git"))) {
      Background.awaitPort(port);
      String url = "git://127.0.0.1:%d/".formatted(port);
      String role = "playbooks/alert/roles/inner";
      outer.git("submodule", "--quiet", "add", url + "inner/repository.git", role);
      outer.push("With a submodule");
      Path whole =
          fetched("whole", url + "outer/repository.git", ", submodules: true, refresh: 0s");
      assertThat(whole.resolve(role + "/tasks/main.yml")).content().contains("inner");
      Path plain = fetched("plain", url + "outer/repository.git", ", refresh: 0s");
      assertThat(plain.resolve(role + "/tasks/main.yml")).doesNotExist();
      assertThat(plain.resolve("playbooks/alert/roles/own/tasks/main.yml")).exists();
      daemon.end();
    }
  }

  @Test
  void a_file_of_lfs_is_fetched_where_the_setting_says_so() throws IOException {
    GitRepository repository = new GitRepository(folder.resolve("git"));
    String large = "playbooks/alert/roles/own/files/large.bin";
    repository.git("lfs", "install", "--local");
    repository.git("lfs", "track", "*.bin");
    repository.role("own", "large").write(large, "what is large\n").push("Large");
    String url = repository.bare().toString();
    Path whole = fetched("whole", url, ", lfs: true, refresh: 0s");
    assertThat(Files.readString(whole.resolve(large))).isEqualTo("what is large\n");
    Path plain = fetched("plain", url, ", refresh: 0s");
    assertThat(Files.readString(plain.resolve(large))).startsWith("version https://git-lfs");
  }
}
